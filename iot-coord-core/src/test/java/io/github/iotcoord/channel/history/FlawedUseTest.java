package io.github.iotcoord.channel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.channel.history.Nemesis.Trouble;
import io.github.iotcoord.channel.history.Violation.Rule;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows that histories tell a channel that is used well from one that is not. */
class FlawedUseTest {
  private static final Logger log = LoggerFactory.getLogger(FlawedUseTest.class);
  private static final Duration TIME = Duration.ofSeconds(2);

  @RegisterExtension static final EnsembleExtension ensemble = new EnsembleExtension();

  @Test
  void publishingAgainWhatMayBeCommittedIsCaught() {
    catches(
        Flaw.PUBLISHES_AGAIN,
        EnumSet.of(Trouble.MUTE_AND_CRASH),
        EnumSet.noneOf(Trouble.class),
        Rule.NOTHING_IS_HEARD_TWICE);
  }

  @Test
  void trustingWhatIsOnlyBufferedIsCaught() {
    catches(
        Flaw.TRUSTS_THE_BUFFER,
        EnumSet.of(Trouble.CUT_AND_CRASH),
        EnumSet.noneOf(Trouble.class),
        Rule.ACKNOWLEDGED_IS_HEARD);
  }

  @Test
  void beginningAgainIsCaught() {
    catches(
        Flaw.BEGINS_AGAIN,
        EnumSet.noneOf(Trouble.class),
        EnumSet.of(Trouble.RESTART),
        Rule.NOTHING_IS_HEARD_TWICE);
  }

  /** Tries until the flaw has shown itself. */
  private static void catches(
      Flaw flaw, Set<Trouble> ofGateways, Set<Trouble> ofWatchers, Rule rule) {
    Set<Rule> broken = EnumSet.noneOf(Rule.class);
    for (int tries = 0; tries < 10 && !broken.contains(rule); tries++) {
      Trial trial = new Trial(ensemble, System.nanoTime(), flaw);
      Report report = trial.run(TIME, ofGateways, ofWatchers, false);
      log.info("{}", report);
      report.violations().forEach(violation -> broken.add(violation.rule()));
    }
    assertThat(broken).contains(rule);
  }
}
