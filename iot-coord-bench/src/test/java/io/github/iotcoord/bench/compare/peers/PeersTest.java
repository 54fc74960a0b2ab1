package io.github.iotcoord.bench.compare.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What they measure means nothing here; that they do, where their servers are installed, does. */
@Timeout(180)
class PeersTest {
  private final List<String> skipped = new ArrayList<>();

  @Test
  void aPeerThatIsNotInstalledIsSkippedAndThatIsSaid(@TempDir Path folder) {
    Peers peers = Peers.installed(folder.toString(), skipped::add);
    assertThat(skipped)
        .satisfiesExactly(
            etcd -> assertThat(etcd).contains("etcd is skipped", "'etcd'", "etcd-server"),
            redis -> assertThat(redis).contains("Redis is skipped", "'redis-server'"));
    assertThat(peers.sides("lock.uncontended")).isEmpty();
  }

  @Test
  void aPeerIsInstalledWhereItsProgramIsOnThePath(@TempDir Path folder) throws Exception {
    Path program = Files.createFile(folder.resolve("redis-server"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Peers peers = Peers.installed("/nowhere:" + folder, skipped::add);
    assertThat(skipped).hasSize(1);
    assertThat(peers.sides("lock.uncontended"))
        .singleElement()
        .satisfies(
            redis -> {
              assertThat(redis.name()).isEqualTo("Redis");
              assertThat(redis.promises()).contains("snapshots only", "no fencing token");
            });
    assertThat(peers.sides("lock.wan")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock.uncontended",
        "lock.processes",
        "registry.bulk",
        "registry.callers",
        "heartbeat.relay",
        "channel.stream"
      })
  void everyPeerThatIsInstalledRunsTwice(String contest) throws Exception {
    List<Side> sides =
        Peers.installed(System.getenv().getOrDefault("PATH", ""), skipped::add).sides(contest);
    assumeTrue(!sides.isEmpty(), "neither etcd nor Redis is installed");
    try (Bed bed = new Bed("127.0.0.1:1")) { // whose own server is never asked for
      for (Side side : sides) {
        Side.Runner runner = side.opener().open(bed);
        for (int i = 0; i < 2; i++) {
          assertThat(runner.round(Duration.ofMillis(50))[0]).as(side.name()).isPositive();
        }
      }
    }
  }
}
