package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.List;
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
}
