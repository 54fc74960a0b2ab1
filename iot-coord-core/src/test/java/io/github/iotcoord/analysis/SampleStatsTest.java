package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SampleStatsTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  private static Sample sample(long millis, double value) {
    return Sample.of("d", "t", T.plusMillis(millis), value);
  }

  @Test
  void computesWhatTheTextbookSays() {
    SampleStats stats =
        SampleStats.of(List.of(sample(500, 4), sample(0, 2), sample(2_000, 8), sample(1_000, 6)));
    assertThat(stats.count()).isEqualTo(4);
    assertThat(stats.min()).isEqualTo(2);
    assertThat(stats.max()).isEqualTo(8);
    assertThat(stats.mean()).isEqualTo(5);
    assertThat(stats.variance()).isCloseTo(20.0 / 3, within(1e-12));
    assertThat(stats.first()).isEqualTo(2);
    assertThat(stats.last()).isEqualTo(8);
    assertThat(stats.rate()).isEqualTo(3);
    assertThat(stats.quantile(0)).isEqualTo(2);
    assertThat(stats.quantile(0.5)).isEqualTo(5);
    assertThat(stats.quantile(0.25)).isEqualTo(3.5);
    assertThat(stats.quantile(1)).isEqualTo(8);
  }

  @Test
  void keepsTheVarianceOfLargeValuesThatAreCloseTogether() {
    SampleStats stats =
        SampleStats.of(List.of(sample(0, 1e9 + 4), sample(1, 1e9 + 7), sample(2, 1e9 + 13)));
    assertThat(stats.variance()).isCloseTo(21, within(1e-6));
  }

  @Test
  void aSingleSampleHasNoSpreadAndNoRate() {
    SampleStats stats = SampleStats.of(List.of(sample(0, 7)));
    assertThat(stats.variance()).isZero();
    assertThat(stats.rate()).isZero();
    assertThat(stats.quantile(0.3)).isEqualTo(7);
    assertThat(stats).isEqualTo(SampleStats.of(List.of(sample(0, 7))));
  }

  @Test
  void refusesNothingAndQuantilesOutOfRange() {
    assertThatThrownBy(() -> SampleStats.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    SampleStats stats = SampleStats.of(List.of(sample(0, 7)));
    assertThatThrownBy(() -> stats.quantile(1.1)).hasMessageContaining("1.1");
    assertThatThrownBy(() -> stats.quantile(Double.NaN)).hasMessageContaining("NaN");
  }

  private static List<Sample> random(Random random, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(sample(random.nextInt(10_000), 1e9 + random.nextGaussian()));
    }
    return samples;
  }

  @Test
  void mergedStatisticsAreThoseOfAllSamples() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      List<Sample> all = random(random, 2 + random.nextInt(400));
      int cut = 1 + random.nextInt(all.size() - 1);
      SampleStats merged =
          SampleStats.of(all.subList(0, cut)).merge(SampleStats.of(all.subList(cut, all.size())));
      SampleStats whole = SampleStats.of(all);
      String seeded = "seed " + seed;
      assertThat(merged.count()).describedAs(seeded).isEqualTo(whole.count());
      assertThat(merged.min()).isEqualTo(whole.min());
      assertThat(merged.max()).isEqualTo(whole.max());
      assertThat(merged.mean()).describedAs(seeded).isCloseTo(whole.mean(), within(1e-6));
      assertThat(merged.variance()).isCloseTo(whole.variance(), withinPercentage(1e-4));
      assertThat(merged.first()).describedAs(seeded).isEqualTo(whole.first());
      assertThat(merged.last()).describedAs(seeded).isEqualTo(whole.last());
      assertThat(merged.rate()).isEqualTo(whole.rate());
      assertThat(merged.firstTime()).isEqualTo(whole.firstTime());
      assertThat(merged.lastTime()).isEqualTo(whole.lastTime());
      assertThat(merged.hasExactQuantiles()).isEqualTo(all.size() <= 256);
      if (merged.hasExactQuantiles()) {
        assertThat(merged.quantile(0.37)).isEqualTo(whole.quantile(0.37));
      }
    }
  }

  @Test
  void aMillionSamplesFarFromZeroLoseNothing() {
    Random random = new Random(11);
    Accumulator sums = new Accumulator();
    Accumulator[] parts = new Accumulator[100];
    double[] values = new double[1_000_000];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = 1e9 + random.nextGaussian();
      sum += values[i] - 1e9;
      sums.add(i, values[i]);
      Accumulator part = parts[i % 100] == null ? new Accumulator() : parts[i % 100];
      part.add(i, values[i]);
      parts[i % 100] = part;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - 1e9 - mean) * (value - 1e9 - mean);
    }
    SampleStats merged = SampleStats.taking(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      merged = merged.merge(SampleStats.taking(parts[i]));
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (SampleStats stats : List.of(SampleStats.taking(sums), merged)) {
      assertThat(stats.count()).isEqualTo(values.length);
      assertThat(stats.mean() - 1e9).isCloseTo(mean, within(1e-4));
      assertThat(stats.variance())
          .isCloseTo(squares / (values.length - 1), withinPercentage(0.001));
      assertThat(stats.min()).isEqualTo(sorted[0]);
      assertThat(stats.max()).isEqualTo(sorted[values.length - 1]);
      assertThat(stats.quantile(0)).isEqualTo(sorted[0]);
      assertThat(stats.quantile(1)).isEqualTo(sorted[values.length - 1]);
      for (double q = 0.05; q < 1; q += 0.05) {
        int rank = Arrays.binarySearch(sorted, stats.quantile(q));
        assertThat(rank).isNotNegative();
        // Three times the stated error, which one in a hundred may exceed: this fails never.
        assertThat((double) rank / values.length).isCloseTo(q, within(3 * 0.0133));
      }
    }
  }

  @Test
  void theStatedErrorOfQuantilesIsKeptAsOftenAsStated() {
    int wrong = 0;
    int asked = 0;
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      double[] values = random.doubles(5_000).map(v -> Math.exp(5 * v)).toArray();
      Accumulator sums = new Accumulator();
      for (double value : values) {
        sums.add(0, value);
      }
      Arrays.sort(values);
      for (double q : new double[] {0.01, 0.25, 0.5, 0.75, 0.99}) {
        int rank = Arrays.binarySearch(values, SampleStats.taking(sums).quantile(q));
        asked++;
        wrong += Math.abs((double) rank / values.length - q) > 0.0133 + 1.0 / values.length ? 1 : 0;
      }
    }
    // Five times as often as stated would be, by chance, less likely than one in a million.
    assertThat(wrong).isLessThan(asked / 20);
  }

  @Test
  void quantilesStayBetweenTheValues() {
    List<Sample> same = Collections.nCopies(7, sample(0, 0.1));
    for (int i = 0; i <= 1_000; i++) {
      assertThat(SampleStats.of(same).quantile(i / 1_000.0)).isEqualTo(0.1);
    }
  }

  @Test
  void areReadAndMergedByManyThreads() throws Exception {
    for (int round = 0; round < 300; round++) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 1; i < 256; i++) {
        samples.add(sample(i, i * 101 % 256));
      }
      SampleStats stats = SampleStats.of(samples);
      SampleStats zero = SampleStats.of(List.of(sample(0, 0)));
      CyclicBarrier start = new CyclicBarrier(2);
      CompletableFuture<Double> reading =
          CompletableFuture.supplyAsync(
              () -> {
                meet(start);
                return stats.quantile(0.5);
              });
      meet(start);
      SampleStats merged = stats.merge(zero);
      assertThat(reading.get()).isEqualTo(128);
      for (int i = 0; i < 256; i++) {
        assertThat(merged.quantile(i / 255.0)).isCloseTo(i, within(1e-9));
      }
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void valuesAtTheEndOfTheRangeHaveAMean() {
    SampleStats stats =
        SampleStats.of(List.of(sample(0, 1.7e308), sample(1, -1.7e308), sample(2, 1.7e308)));
    assertThat(stats.mean()).isCloseTo(1.7e308 / 3, withinPercentage(1e-9));
    assertThat(stats.variance()).isInfinite();
    assertThat(stats.merge(stats).mean()).isFinite();
  }
}
