package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineWheelTest {

  @Test
  void firesWhenTheDeadlineHasPassedAndOnce() {
    DeadlineWheel wheel = new DeadlineWheel(10);
    wheel.schedule(3, 25);
    assertThat(wheel.advance(29)).isEmpty();
    assertThat(wheel.advance(30)).containsExactly(3);
    assertThat(wheel.advance(1_000_000)).isEmpty();
  }

  @Test
  void theLastDeadlineCountsAndACancelledOneDoesNot() {
    DeadlineWheel wheel = new DeadlineWheel(1);
    wheel.schedule(0, 10);
    wheel.schedule(1, 10);
    wheel.schedule(2, 10);
    wheel.schedule(1, 500);
    wheel.cancel(0);
    wheel.cancel(99);
    assertThat(wheel.advance(499)).containsExactly(2);
    assertThat(wheel.advance(500)).containsExactly(1);
  }

  @Test
  void aDeadlineInThePastFiresAtTheNextStep() {
    DeadlineWheel wheel = new DeadlineWheel(1);
    wheel.advance(1_000);
    wheel.schedule(0, -5);
    assertThat(wheel.advance(1_001)).containsExactly(0);
  }

  @Test
  void aDeadlineBeyondTheLastLevelFiresInItsTime() {
    DeadlineWheel wheel = new DeadlineWheel(1);
    long far = 3L << 32;
    wheel.schedule(0, far);
    for (long now = 0; now < far; now += 1L << 30) {
      assertThat(wheel.advance(now)).isEmpty();
    }
    assertThat(wheel.advance(far)).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 300, 70_000, 20_000_000})
  void everyDeadlineFiresWithinOneStepOfItsTime(long step) {
    long seed = 5 + step;
    Random random = new Random(seed);
    int slots = 500;
    DeadlineWheel wheel = new DeadlineWheel(7);
    long[] deadlines = new long[slots];
    Arrays.fill(deadlines, Long.MAX_VALUE);
    long now = 0;
    int fired = 0;
    for (int round = 0; round < 5_000; round++) {
      int changed = random.nextInt(slots);
      deadlines[changed] = now + (long) (step * Math.exp(random.nextGaussian() * 4));
      wheel.schedule(changed, deadlines[changed]);
      long before = now;
      now += 1 + (long) (random.nextDouble() * 2 * step);
      for (int slot : wheel.advance(now)) {
        assertThat(deadlines[slot]).as("seed %s, slot %s", seed, slot).isLessThanOrEqualTo(now);
        deadlines[slot] = Long.MAX_VALUE;
        fired++;
      }
      for (long deadline : deadlines) {
        assertThat(deadline).as("seed %s", seed).isGreaterThan(Math.min(now, before) - 7);
      }
    }
    assertThat(fired).isGreaterThan(1_000);
  }
}
