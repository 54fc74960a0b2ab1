package io.github.iotcoord.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.testkit.Allocation;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetectorAllocationTest {
  private static final int BEATS = 20_000;
  private static final long SECOND = 1_000_000_000;

  /** Reading the count takes some itself. */
  private static final long NEARLY_NOTHING = BEATS / 10;

  private final FailureDetector detector = FailureDetector.adaptive();
  private final long[] state = new long[4];
  private final Random random = new Random(42);
  private long now;
  private long sequence;
  private long sum;

  DetectorAllocationTest() {
    detector.start(state, 0, SECOND, now);
  }

  private void irregularBeat() {
    int steps = 1 + random.nextInt(4);
    sequence += steps;
    now += (long) (steps * SECOND * (1 + 0.2 * random.nextGaussian()));
    detector.beat(state, 0, now, sequence);
  }

  @Test
  void noBeatAllocatesHoweverIrregular() {
    long bytes =
        Allocation.leastBytes(
            () -> {
              for (int i = 0; i < BEATS; i++) {
                irregularBeat();
              }
            });
    assertThat(bytes).isLessThan(NEARLY_NOTHING);
  }

  @Test
  void aLookAtTheDeadlineAllocatesNothing() {
    long bytes =
        Allocation.leastBytes(
            () -> {
              for (int i = 0; i < BEATS; i++) {
                irregularBeat();
                sum += detector.suspectAt(state, 0) + detector.period(state, 0);
              }
            });
    assertThat(sum).isNotZero();
    assertThat(bytes).isLessThan(NEARLY_NOTHING);
  }

  @Test
  void aSleepAllocatesNothing() {
    long bytes =
        Allocation.leastBytes(
            () -> {
              for (int i = 0; i < BEATS; i++) {
                detector.sleep(state, 0, now + SECOND);
                irregularBeat();
              }
            });
    assertThat(bytes).isLessThan(NEARLY_NOTHING);
  }
}
