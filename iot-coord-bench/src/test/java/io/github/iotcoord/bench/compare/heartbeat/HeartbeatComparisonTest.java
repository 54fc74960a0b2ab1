package io.github.iotcoord.bench.compare.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Side;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it measures means little here; that it measures does. */
@Timeout(120)
class HeartbeatComparisonTest {
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static List<Contest> contests() {
    return new HeartbeatComparison(500, 20_000, 20, 2_000, Duration.ofMillis(500), 500, 400)
        .contests();
  }

  @Test
  void everySideOfEveryContestRunsTwice() throws Exception {
    assertThat(contests())
        .extracting(Contest::name)
        .containsExactly(
            "heartbeat.beat",
            "heartbeat.memory",
            "heartbeat.steady",
            "heartbeat.transitions",
            "heartbeat.relay");
    for (Contest contest : contests()) {
      try (Bed bed = new Bed(server.connectString())) {
        for (Side side : contest.sides()) {
          Side.Runner runner = side.opener().open(bed);
          for (int i = 0; i < 2; i++) {
            double[] figures = runner.round(Duration.ofMillis(50));
            assertThat(figures).hasSize(contest.metrics().size());
            assertThat(figures[contest.name().equals("heartbeat.steady") ? 1 : 0])
                .as("%s, %s", contest.name(), side.name())
                .isPositive();
          }
        }
      }
    }
  }

  @Test
  void aFullWindowTakesKilobytes() throws Exception {
    assertThat(MemoryRunner.pekko(200).round(Duration.ZERO)[0]).isGreaterThan(4_000);
  }
}
