package io.github.iotcoord.channel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories of the channel under faults: with {@code iotcoord.channel.history.seconds} as many of a
 * minute as fit. Each has a seed, which is the first one's plus its number; {@code
 * iotcoord.history.seed} sets the first.
 */
class ChannelHistoryTest {
  private static final Logger log = LoggerFactory.getLogger(ChannelHistoryTest.class);
  private static final int MINUTE = 60;

  @RegisterExtension static final EnsembleExtension ensemble = new EnsembleExtension();

  static Stream<Arguments> minutes() {
    String asked = System.getProperty("iotcoord.history.seed", "random");
    long seed = asked.equals("random") ? System.nanoTime() : Long.parseLong(asked);
    int seconds = Integer.getInteger("iotcoord.channel.history.seconds", MINUTE);
    List<Arguments> minutes = new ArrayList<>();
    for (int left = seconds; left > 0; left -= MINUTE) {
      minutes.add(Arguments.of(seed++, Math.min(left, MINUTE)));
    }
    return minutes.stream();
  }

  @ParameterizedTest(name = "seed {0}, {1} s")
  @MethodSource("minutes")
  void whatIsAcknowledgedIsHeardOnceByEverybodyInOrder(long seed, int seconds) {
    log.info("A history with seed {} begins", seed);
    Report report = new Trial(ensemble, seed, Flaw.NONE).run(Duration.ofSeconds(seconds));
    log.info("{}", report);
    assertThat(report.violations()).as("%s", report).isEmpty();
    assertThat(report.acknowledged()).as("%s", report).isPositive();
  }
}
