package io.github.iotcoord.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LapsTest {
  private final AtomicLong laps = new AtomicLong();
  private final AtomicLong settled = new AtomicLong();

  @Test
  void runsOnceAtLeastAndSettlesOnce() throws Exception {
    Laps.meanNanos(Duration.ZERO, laps::incrementAndGet, settled::incrementAndGet);
    assertThat(laps).hasValue(1);
    assertThat(settled).hasValue(1);
  }

  @Test
  void theMeanIsOfAllLapsAndOfTheSettling() throws Exception {
    Duration time = Duration.ofMillis(30);
    double mean = Laps.meanNanos(time, laps::incrementAndGet, () -> spin(Duration.ofMillis(20)));
    assertThat(mean * laps.get()).isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos() - 1e3);
  }

  private static void spin(Duration time) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      Thread.onSpinWait();
    }
  }
}
