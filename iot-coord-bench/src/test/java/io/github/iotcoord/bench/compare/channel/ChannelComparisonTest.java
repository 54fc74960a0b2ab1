package io.github.iotcoord.bench.compare.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Side;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it measures means little here; that it measures does. */
@Timeout(120)
class ChannelComparisonTest {
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void everySideOfEveryContestRunsTwice() throws Exception {
    ChannelComparison comparison = new ChannelComparison(8_000);
    assertThat(comparison.contests())
        .extracting(Contest::name)
        .containsExactly("channel.archive", "channel.history.store");
    for (Contest contest : comparison.contests()) {
      try (Bed bed = new Bed(server.connectString())) {
        for (Side side : contest.sides()) {
          Side.Runner runner = side.opener().open(bed);
          for (int i = 0; i < 2; i++) {
            assertThat(runner.round(Duration.ofMillis(50))[0])
                .as("%s, %s", contest.name(), side.name())
                .isPositive();
          }
        }
      }
    }
  }
}
