package io.github.iotcoord.lock.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.history.Fault.Kind;
import io.github.iotcoord.lock.history.Violation.Rule;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows that histories tell a lock that is right from one that is not, whatever is wrong with it.
 */
class FlawedLockTest {
  private static final Logger log = LoggerFactory.getLogger(FlawedLockTest.class);
  private static final Duration TIME = Duration.ofSeconds(4);

  /** Enough for flaws that need no session to end. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  @RegisterExtension static final EnsembleExtension ensemble = new EnsembleExtension();

  @Test
  void aRecipeThatIsRightPasses() {
    Report report = recipe(Flaw.NONE, EnumSet.allOf(Kind.class), TIME);
    assertThat(report.violations()).as("%s", report).isEmpty();
    assertThat(report.applied()).as("%s", report).isPositive();
  }

  /** Waiters that give up in the middle of the queue are enough: nothing else goes wrong here. */
  @Test
  void aLockThatSkipsTheRevalidationIsCaught() {
    catches(
        Flaw.SKIPS_THE_REVALIDATION,
        SHORT,
        EnumSet.noneOf(Kind.class),
        Rule.NO_INCREMENT_IS_LOST,
        Rule.NO_STALE_WRITE_IS_ACCEPTED,
        Rule.ONE_HOLDS_AT_A_TIME);
  }

  @Test
  void aLockThatDoesNotFenceIsCaught() {
    catches(
        Flaw.DOES_NOT_FENCE,
        SHORT,
        EnumSet.of(Kind.EVICT),
        Rule.NO_INCREMENT_IS_LOST,
        Rule.NO_STALE_WRITE_IS_ACCEPTED);
  }

  @Test
  void aLockThatKnowsNoLeaseIsCaught() {
    catches(Flaw.KNOWS_NO_LEASE, TIME, EnumSet.of(Kind.PAUSE), Rule.ONE_HOLDS_AT_A_TIME);
  }

  @Test
  void aLockThatRepeatsLostWritesIsCaught() {
    catches(
        Flaw.REPEATS_LOST_WRITES, SHORT, EnumSet.of(Kind.LOSE_ANSWER), Rule.REFUSED_IS_NOT_APPLIED);
  }

  @Test
  void aLockThatTrustsLostWritesIsCaught() {
    catches(
        Flaw.TRUSTS_LOST_WRITES,
        SHORT,
        EnumSet.of(Kind.LOSE_REQUEST),
        Rule.ACKNOWLEDGED_IS_APPLIED);
  }

  /** Tries until the flaw has shown itself in each of these ways. */
  private static void catches(Flaw flaw, Duration time, Set<Kind> kinds, Rule... rules) {
    Set<Rule> broken = EnumSet.noneOf(Rule.class);
    for (int tries = 0; tries < 20 && !broken.containsAll(List.of(rules)); tries++) {
      recipe(flaw, kinds, time).violations().forEach(violation -> broken.add(violation.rule()));
    }
    assertThat(broken).contains(rules);
  }

  private static Report recipe(Flaw flaw, Set<Kind> kinds, Duration time) {
    Trial trial = new Trial(ensemble, System.nanoTime());
    Function<CounterProcess, DistributedLock> locks =
        process -> new RecipeLock(process, trial.lockPath(), flaw);
    Report report = trial.run(locks, time, kinds);
    log.info("{}, {}", flaw, report);
    return report;
  }
}
