package io.github.iotcoord.bench.compare.registry;

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

/** What it measures means nothing here; that it measures does. */
@Timeout(120)
class RegistryComparisonTest {
  private static final int FLEET = 600;
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
    List<Contest> contests = new RegistryComparison(FLEET).contests();
    assertThat(contests)
        .extracting(Contest::name)
        .containsExactly(
            "registry.bulk",
            "registry.callers",
            "registry.load",
            "registry.reconnect",
            "registry.follow",
            "registry.get",
            "registry.select");
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

  @Test
  void theCacheReadsTheFleetAgainAndOursDoesNot() throws Exception {
    try (Bed bed = new Bed(server.connectString())) {
      double ours = ReconnectRunner.ours(bed, "/requests", FLEET).round(Duration.ZERO)[0];
      double cache = ReconnectRunner.curatorCache(bed, "/requests", FLEET).round(Duration.ZERO)[0];
      assertThat(cache).isGreaterThan(FLEET);
      assertThat(ours).isLessThan(50);
    }
  }
}
