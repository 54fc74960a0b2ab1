package io.github.iotcoord.bench.compare.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Side;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it measures means nothing here; that it measures does. */
@Timeout(120)
class ChannelComparisonTest {

  @Test
  void everySideOfEveryContestRunsTwice() throws Exception {
    List<Contest> contests =
        new ChannelComparison(5_000, 400, 2_000, 8_000, 20_000, 8_000).contests();
    assertThat(contests)
        .extracting(Contest::name)
        .containsExactly(
            "channel.stream",
            "channel.stream.random",
            "channel.latency",
            "channel.latency.light",
            "channel.bytes",
            "channel.latest",
            "channel.history",
            "channel.load",
            "channel.archive",
            "channel.history.store");
    try (ServerProcess server = ServerProcess.start()) {
      for (Contest contest : contests) {
        try (Bed bed = new Bed(server.connectString())) {
          for (Side side : contest.sides()) {
            Side.Runner runner = side.opener().open(bed);
            for (int i = 0; i < 2; i++) {
              double[] figures = runner.round(Duration.ofMillis(50));
              assertThat(figures).hasSize(contest.metrics().size());
              assertThat(figures[0]).as("%s, %s", contest.name(), side.name()).isPositive();
            }
          }
        }
      }
    }
  }
}
