package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.JudgeBench.SECOND;
import static io.github.iotcoord.internal.heartbeat.JudgeBench.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to devices, none is counted that is not there. */
class GroupCountsTest {
  private static final int DEVICES = 40;
  private static final long[] PERIODS = {SECOND / 4, SECOND, 4 * SECOND};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void nothingIsLeftOfThoseThatAreGone(int recoveryBeats) {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    JudgeBench bench =
        new JudgeBench(
            HeartbeatOptions.defaults()
                .withDetector(new PeriodsDetector(3))
                .withRecoveryBeats(recoveryBeats));
    for (int n = 0; n < 20_000; n++) {
      happen(bench, random);
    }
    for (int i = 0; i < DEVICES; i++) {
      bench.judge.untrack(id(i));
    }
    assertThat(bench.judge.size()).isZero();
    // Each time all are counted whose periods are as short, or shorter.
    for (long period : PERIODS) {
      bench.pass(Duration.ofSeconds(1));
      assertThat(bench.judge.group().status()).as("seed %s", seed).isEqualTo(GroupStatus.UP);
      bench.track(20, period);
      bench.pass(Duration.ofSeconds(30));
      assertThat(bench.judge.group().reason())
          .as("seed %s", seed)
          .startsWith("20 of 20 devices with periods up to ");
      for (int i = 0; i < 20; i++) {
        bench.judge.untrack(id(i));
      }
    }
  }

  private static void happen(JudgeBench bench, Random random) {
    int i = random.nextInt(DEVICES);
    switch (random.nextInt(20)) {
      case 0 -> bench.judge.untrack(id(i));
      case 1, 2 -> bench.judge.track(id(i), period(random), 0, bench.now);
      case 3 -> bench.judge.disconnected(id(i), bench.now, "bye", bench.now);
      case 4 -> bench.judge.connected(id(i), bench.now, bench.now);
      case 5 -> bench.pass(Duration.ofMillis(random.nextInt(2_000)));
      default -> bench.judge.beat(id(i), FailureDetector.NO_SEQUENCE, bench.now);
    }
  }

  private static long period(Random random) {
    int which = random.nextInt(PERIODS.length + 1);
    return which == PERIODS.length ? FailureDetector.UNKNOWN_PERIOD : PERIODS[which];
  }
}
