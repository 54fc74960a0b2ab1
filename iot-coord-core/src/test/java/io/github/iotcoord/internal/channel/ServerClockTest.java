package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerClockTest {
  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);
  private final ServerClock clock = new ServerClock(ticker);

  @Test
  void knowsNothingBeforeAServerHasShownItsTime() {
    assertThat(clock.now()).isEmpty();
  }

  @Test
  void goesOnByTheTickerAndNeverBack() {
    clock.saw(1_000);
    ticker.advance(Duration.ofMillis(500));
    assertThat(clock.now()).hasValue(1_500);
    clock.saw(1_200);
    assertThat(clock.now()).hasValue(1_500);
    clock.saw(9_000);
    ticker.advance(Duration.ofMillis(1));
    assertThat(clock.now()).hasValue(9_001);
  }
}
