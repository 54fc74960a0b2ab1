package io.github.iotcoord.bench.compare.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Side;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it measures means nothing here; that it measures does. */
@Timeout(120)
class RelayRunnerTest {

  @Test
  void bothSidesRunTwice() throws Exception {
    Contest contest = RelayRunner.contest(2_000);
    Duration time = Duration.ofMillis(50);
    try (ServerProcess server = ServerProcess.start();
        Bed bed = new Bed(server.connectString())) {
      for (Side side : contest.sides()) {
        Side.Runner runner = side.opener().open(bed);
        for (int i = 0; i < 2; i++) {
          double[] figures = runner.round(time);
          assertThat(figures).hasSize(1);
          assertThat(figures[0]).as(side.name()).isPositive();
        }
      }
    }
  }
}
