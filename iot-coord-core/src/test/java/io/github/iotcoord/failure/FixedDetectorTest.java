package io.github.iotcoord.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FixedDetectorTest {

  @Test
  void suspectsAfterTheTimeoutAndNotBefore() {
    // Begins just before the clock's overflow.
    ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
    DeviceDetector device =
        FailureDetector.fixed(Duration.ofSeconds(3)).forDevice(Duration.ofSeconds(1), ticker);
    ticker.advance(Duration.ofSeconds(2));
    device.beat();
    ticker.advance(Duration.ofMillis(2_999));
    assertThat(device.isSuspect()).isFalse();
    assertThat(device.untilSuspect()).isEqualTo(Duration.ofMillis(1));
    ticker.advance(Duration.ofMillis(1));
    assertThat(device.isSuspect()).isTrue();
    device.beat(7);
    assertThat(device.isSuspect()).isFalse();
  }

  @Test
  void anEarlierArrivalDoesNotMoveTheLastOneBack() {
    FailureDetector detector = FailureDetector.fixed(Duration.ofNanos(100));
    long[] state = new long[5];
    detector.start(state, 2, 10, 0);
    detector.beat(state, 2, 50, 1);
    detector.beat(state, 2, 40, 2);
    assertThat(detector.suspectAt(state, 2)).isEqualTo(150);
    assertThat(state).startsWith(0, 0);
  }

  @Test
  void refusesBadInputByName() {
    assertThatThrownBy(() -> FailureDetector.fixed(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> FailureDetector.fixed(Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
    FailureDetector detector = FailureDetector.fixed(Duration.ofSeconds(1));
    assertThatThrownBy(() -> detector.forDevice(Duration.ofSeconds(-1), new ManualTicker()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
  }
}
