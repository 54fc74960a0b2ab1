package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DownsamplingTest {

  private static Sample sample(long millis, double value) {
    return Sample.of("d", "t", Instant.ofEpochMilli(millis), value);
  }

  private static List<Sample> walk(Random random, int count) {
    List<Sample> samples = new ArrayList<>();
    double value = 0;
    long millis = 0;
    for (int i = 0; i < count; i++) {
      value += random.nextGaussian();
      millis += random.nextInt(3) * 500L;
      samples.add(sample(millis, value));
    }
    return samples;
  }

  @Test
  void choosesAsManyAsAskedForInOrderFromTheFirstToTheLast() {
    for (int seed = 0; seed < 30; seed++) {
      List<Sample> all = walk(new Random(seed), 1_000 + seed * 37);
      for (int points : new int[] {2, 3, 4, 17, 100, 999}) {
        List<Sample> chosen = Downsampling.forPlot(all, points);
        assertThat(chosen).describedAs("seed %d, %d points", seed, points).hasSize(points);
        assertThat(chosen.get(0)).isEqualTo(all.get(0));
        assertThat(chosen.get(points - 1)).isEqualTo(all.get(all.size() - 1));
        assertThat(all).containsSubsequence(chosen);
      }
    }
  }

  @Test
  void givesAllIfTheyAreFew() {
    List<Sample> all = walk(new Random(1), 50);
    assertThat(Downsampling.forPlot(all, 50)).isEqualTo(all);
    assertThat(Downsampling.forPlot(all, 1_000_000_000)).isEqualTo(all);
    assertThat(Downsampling.forPlot(all.subList(0, 1), 2)).isEqualTo(all.subList(0, 1));
    assertThat(Downsampling.forPlot(List.of(), 2)).isEmpty();
  }

  @Test
  void keepsASpikeOfOneSample() {
    List<Sample> all =
        IntStream.range(0, 100_000)
            .mapToObj(i -> sample(i * 1_000L, i == 77_777 ? 1_000 : Math.sin(i / 5_000.0)))
            .toList();
    assertThat(Downsampling.forPlot(all, 50)).contains(all.get(77_777));
  }

  @Test
  void aBurstDoesNotTakeTheOthersPoints() {
    List<Sample> all = new ArrayList<>();
    for (int minute = 0; minute < 1_440; minute++) {
      all.add(sample(minute * 60_000L, minute % 60));
    }
    for (int i = 0; i < 50_000; i++) {
      all.add(sample(43_200_000 + i, i % 10));
    }
    all.sort(Comparator.comparing(Sample::time));
    List<Sample> chosen = Downsampling.forPlot(all, 200);
    assertThat(chosen).hasSize(200);
    assertThat(chosen.stream().filter(s -> s.time().toEpochMilli() < 43_200_000).count())
        .isBetween(80L, 110L);
  }

  @Test
  void ofTheLargestTrianglesItChoosesThose() {
    // With one bucket between the ends, the sample farthest from their line.
    List<Sample> all =
        List.of(sample(0, 0), sample(10, 2), sample(20, -3), sample(30, 1), sample(40, 0));
    assertThat(LargestTriangles.choose(all, 3)).containsExactly(all.get(0), all.get(2), all.get(4));
  }

  @Test
  void eachSeriesHasItsPoints() {
    List<Sample> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(Sample.of("b", "t", Instant.ofEpochMilli(i), i % 7));
      all.add(Sample.of("a", i % 2 == 0 ? "t" : "u", Instant.ofEpochMilli(i), i % 5));
    }
    List<Sample> chosen =
        Downsampling.forPlot(all.stream(), Instant.EPOCH, Instant.ofEpochMilli(1_000), 10);
    assertThat(chosen).hasSize(30);
    assertThat(chosen)
        .isSortedAccordingTo(
            Comparator.comparing(Sample::device)
                .thenComparing(Sample::metric)
                .thenComparing(Sample::time));
  }

  @Test
  void equalTimesAndAWrongRangeDoNoHarm() {
    List<Sample> atOnce = IntStream.range(0, 100).mapToObj(i -> sample(5, i)).toList();
    List<Sample> chosen = Downsampling.forPlot(atOnce, 10);
    assertThat(chosen).startsWith(atOnce.get(0)).endsWith(atOnce.get(99)).hasSizeLessThan(11);
    List<Sample> all = walk(new Random(2), 500);
    assertThat(
            Downsampling.forPlot(
                all.stream(), Instant.ofEpochMilli(100_000), Instant.ofEpochMilli(100_001), 20))
        .startsWith(all.get(0))
        .endsWith(all.get(499));
  }

  @Test
  void refusesTooFewPointsAndDisorder() {
    assertThatThrownBy(() -> Downsampling.forPlot(List.of(), 1)).hasMessageContaining("points");
    assertThatThrownBy(() -> Downsampling.forPlot(List.of(sample(5, 0), sample(4, 0)), 5))
        .isInstanceOf(IllegalArgumentException.class);
    Stream<Sample> disordered = Stream.of(sample(5, 0), sample(4, 0));
    assertThatThrownBy(
            () -> Downsampling.forPlot(disordered, Instant.EPOCH, Instant.ofEpochMilli(9), 5))
        .hasMessageContaining("order");
  }
}
