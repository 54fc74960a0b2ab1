package io.github.iotcoord.lock.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockOptions;
import io.github.iotcoord.lock.history.Fault.Kind;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories of the lock under faults: one of a minute, or, with {@code iotcoord.history.seconds},
 * as many of a minute as fit. Each has a seed, which is the first one's plus its number; {@code
 * iotcoord.history.seed} sets the first. A seed gives the same faults and the same choices of the
 * workers again, but not the same moments.
 */
class LockHistoryTest {
  private static final Logger log = LoggerFactory.getLogger(LockHistoryTest.class);
  private static final int MINUTE = 60;

  @RegisterExtension static final EnsembleExtension ensemble = new EnsembleExtension();

  static Stream<Arguments> minutes() {
    String asked = System.getProperty("iotcoord.history.seed", "random");
    long seed = asked.equals("random") ? System.nanoTime() : Long.parseLong(asked);
    int seconds = Integer.parseInt(System.getProperty("iotcoord.history.seconds", "" + MINUTE));
    List<Arguments> minutes = new ArrayList<>();
    for (int left = seconds; left > 0; left -= MINUTE) {
      minutes.add(Arguments.of(seed++, Math.min(left, MINUTE)));
    }
    return minutes.stream();
  }

  @ParameterizedTest(name = "seed {0}, {1} s")
  @MethodSource("minutes")
  void theLockHoldsWhatItPromises(long seed, int seconds) {
    log.info("A history with seed {} begins", seed);
    Trial trial = new Trial(ensemble, seed);
    Function<CounterProcess, DistributedLock> locks =
        process -> {
          // Some keep the lock for themselves while nobody asks for it, and some do not.
          if (Integer.parseInt(process.name()) % 2 == 0) {
            return process.coord().distributedLock(Trial.LOCK);
          }
          trial.reuses(process);
          LockOptions reuse = LockOptions.defaults().withReuse();
          return process.coord().distributedLock(Trial.LOCK, reuse);
        };
    Report report = trial.run(locks, Duration.ofSeconds(seconds), EnumSet.allOf(Kind.class));
    log.info("{}", report);
    assertThat(report.violations()).as("%s", report).isEmpty();
    assertThat(report.applied()).as("%s", report).isPositive();
  }
}
