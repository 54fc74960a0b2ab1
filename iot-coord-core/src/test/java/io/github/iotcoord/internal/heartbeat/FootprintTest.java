package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.Allocation;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class FootprintTest {
  private static final int DEVICES = 300_000;

  private final DeviceId[] ids = new DeviceId[DEVICES];
  private final JudgeBench bench =
      new JudgeBench(HeartbeatOptions.defaults().withDetector(new FourLongs()));

  FootprintTest() {
    bench.quiet = true;
    for (int i = 0; i < DEVICES; i++) {
      ids[i] = JudgeBench.id(i);
    }
  }

  /** As much state as a detector may need. */
  private static final class FourLongs implements FailureDetector {
    private final FailureDetector periods = new PeriodsDetector(3);

    @Override
    public int stateSize() {
      return 4;
    }

    @Override
    public void start(long[] state, int at, long period, long now) {
      periods.start(state, at, period, now);
    }

    @Override
    public void beat(long[] state, int at, long now, long sequence) {
      periods.beat(state, at, now, sequence);
      state[at + 3] = sequence;
    }

    @Override
    public void sleep(long[] state, int at, long until) {
      periods.sleep(state, at, until);
    }

    @Override
    public long silentSince(long[] state, int at) {
      return periods.silentSince(state, at);
    }

    @Override
    public long period(long[] state, int at) {
      return periods.period(state, at);
    }

    @Override
    public long suspectAt(long[] state, int at) {
      return periods.suspectAt(state, at);
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void aDeviceTakesAtMost64BytesWhateverItsPeriod() {
    long before = usedBytes();
    for (int i = 0; i < DEVICES; i++) {
      bench.judge.track(ids[i], (1 + i % 7) * JudgeBench.SECOND, 0, 0);
    }
    double bytes = (double) (usedBytes() - before) / DEVICES;
    assertThat(bench.judge.size()).isEqualTo(DEVICES);
    // At most 64, and what the heap needs to round them up to its regions.
    assertThat(bytes).isBetween(40.0, 66.0);
  }

  @Test
  void aBeatAllocatesNothing() {
    ObservedClock clock =
        new ObservedClock(Ticker.system(), Ticker.system(), Long.MAX_VALUE / 2, 0);
    for (int i = 0; i < 1_000; i++) {
      bench.judge.track(ids[i], JudgeBench.SECOND, 0, clock.now());
    }
    long bytes = Allocation.leastBytes(() -> beat(clock, 100));
    assertThat(bytes).as("of 100,000 beats").isLessThan(10_000);
  }

  private void beat(ObservedClock clock, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < 1_000; i++) {
        if (!bench.judge.beat(ids[i], round, clock.now())) {
          throw new AssertionError(ids[i] + " is not tracked");
        }
      }
    }
  }
}
