package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.ChannelOptions.Overflow;
import io.github.iotcoord.testkit.PromptClients;
import io.github.iotcoord.testkit.SmallDiskServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of samples when the server cannot write any more. */
class FullDiskTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BUFFER = 3_000;
  private static final int SMALL = 300;
  private static final int LARGE = 1_000_000;

  // Values that no packing makes small, so that the disk is full soon.
  private static double value(int i) {
    return Math.sin(i);
  }

  private static Sample sample(int i) {
    return Sample.of("d", "t", T.plusMillis(i), value(i));
  }

  @Test
  void nothingAcknowledgedIsLostAndWhatWaitsIsCommittedOnceWhenThereIsRoomAgain(
      @TempDir Path directory) throws Exception {
    assumeThat(SmallDiskServer.isPossible()).isTrue();
    try (SmallDiskServer server = new SmallDiskServer(directory)) {
      server.start(SMALL);
      try (CuratorFramework client =
          CuratorFrameworkFactory.builder()
              .connectString(server.connectString())
              .sessionTimeoutMs(2_000)
              .connectionTimeoutMs(1_000)
              .retryPolicy(new RetryForever(100))
              .zookeeperFactory(new PromptClients())
              .ensembleTracker(false)
              .build()) {
        client.start();
        try (IotCoord coord =
            IotCoord.builder(client).operationTimeout(Duration.ofSeconds(3)).build()) {
          publishUntilTheDiskIsFull(server, coord);
        }
      }
    }
  }

  private static void publishUntilTheDiskIsFull(SmallDiskServer server, IotCoord coord)
      throws Exception {
    SensorDataChannel channel =
        coord.sensorDataChannel(
            "c",
            ChannelOptions.defaults().withSegmentBytes(4 * 1024).withBuffer(BUFFER, Overflow.FAIL));
    List<CompletableFuture<SegmentPosition>> acks = new ArrayList<>();
    int published = 0;
    // Until the server has ended, and the buffer has no room any more.
    for (boolean full = false; !full; ) {
      try {
        acks.add(channel.publish(sample(published)));
        published++;
      } catch (SamplesDroppedException e) {
        assertThat(e).hasMessageContaining("room for 0 of 1");
        full = !server.isAlive();
        await()
            .atMost(PATIENCE)
            .until(() -> !server.isAlive() || acks.stream().allMatch(CompletableFuture::isDone));
      }
    }
    assertThatThrownBy(channel::flush)
        .isInstanceOf(CoordinationUnavailableException.class)
        .hasMessageContaining("Flushing channel c")
        .hasMessageContaining("3000 ms");
    long waiting = acks.stream().filter(ack -> !ack.isDone()).count();
    assertThat(waiting).isBetween(1L, (long) BUFFER);
    assertThat(acks.size() - waiting).isPositive();
    assertThat(acks).noneMatch(CompletableFuture::isCompletedExceptionally);

    server.start(LARGE);
    CompletableFuture.allOf(acks.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
    assertThat(channel.history(all()).map(Sample::value))
        .isEqualTo(IntStream.range(0, published).mapToObj(FullDiskTest::value).toList());
  }

  private static HistoryQuery all() {
    return HistoryQuery.between(T, T.plus(Duration.ofDays(1)));
  }
}
