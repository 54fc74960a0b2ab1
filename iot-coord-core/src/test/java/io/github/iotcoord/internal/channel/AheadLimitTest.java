package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AheadLimitTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final AheadLimit limit = new AheadLimit(() -> NOW, Duration.ofHours(1));

  private static Sample at(Duration ahead) {
    return Sample.of("pump-7", "temperature", NOW.plus(ahead), 1);
  }

  @Test
  void takesWhatIsLateOrNotTooFarAhead() {
    List<Sample> samples =
        List.of(at(Duration.ofDays(-10_000)), at(Duration.ZERO), at(Duration.ofHours(1)));
    assertThatCode(() -> limit.check(samples)).doesNotThrowAnyException();
  }

  @Test
  void namesWhatIsTooFarAheadTheLimitAndTheClock() {
    List<Sample> samples = List.of(at(Duration.ZERO), at(Duration.ofHours(1).plusMillis(1)));
    assertThatThrownBy(() -> limit.check(samples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("temperature of pump-7")
        .hasMessageContaining("2026-01-01T01:00:00.001Z")
        .hasMessageContaining("PT1H")
        .hasMessageContaining("2026-01-01T00:00:00Z");
  }
}
