package io.github.iotcoord.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.testkit.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowTest {
  private final ManualTicker ticker = new ManualTicker();
  private final Window window = new Window(ticker);

  @Test
  void quickAnswersOpenItAndSlowOnesCloseIt() {
    for (int i = 0; i < 50; i++) {
      answer(Window.SLOW);
    }
    assertThat(window.size()).isEqualTo(Window.MOST);
    answer(Window.SLOW.plusNanos(1));
    assertThat(window.size()).isEqualTo(Window.MOST / 2);
    answer(Duration.ZERO);
    assertThat(window.size()).isEqualTo(Window.MOST / 2 + 1);
    for (int i = 0; i < 50; i++) {
      answer(Duration.ofSeconds(10));
    }
    assertThat(window.size()).isEqualTo(1);
  }

  private void answer(Duration after) {
    long begun = window.begin();
    ticker.advance(after);
    window.answered(window.since(begun));
  }
}
