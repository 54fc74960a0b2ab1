package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.ChannelOptions.Overflow;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelFaultsTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final ChannelOptions SMALL = ChannelOptions.defaults().withSegmentBytes(1024);

  private static Sample sample(int i) {
    return Sample.of("d" + i % 3, "t", T.plusMillis(i), value(i));
  }

  private static List<Double> values(int to) {
    return IntStream.range(0, to).mapToObj(ChannelFaultsTest::value).toList();
  }

  // They fill segments, because they cannot be packed.
  private static double value(int i) {
    return i + Math.sin(i) / 4;
  }

  private static Recorder subscribe(IotCoord coord) throws InterruptedException {
    Recorder recorder = zookeeper.own(new Recorder());
    coord.sensorDataChannel("c").subscribe(SubscriptionStart.oldest(), recorder, recorder.thread());
    return recorder;
  }

  private static List<CompletableFuture<SegmentPosition>> publish(
      SensorDataChannel channel, int from, int to) throws InterruptedException {
    List<CompletableFuture<SegmentPosition>> acks = new ArrayList<>();
    for (int i = from; i < to; i++) {
      acks.add(channel.publish(sample(i)));
    }
    return acks;
  }

  private static void awaitAll(List<CompletableFuture<SegmentPosition>> acks) throws Exception {
    CompletableFuture.allOf(acks.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
  }

  private static boolean serverKnows(long session) {
    return zookeeper.ask("dump").contains(Long.toHexString(session));
  }

  @Test
  void aCutWhilePublishingLosesNothingAndRepeatsNothing() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    SensorDataChannel channel = zookeeper.coord("a", proxy).sensorDataChannel("c", SMALL);
    Recorder heard = subscribe(zookeeper.coord("b"));
    List<CompletableFuture<SegmentPosition>> acks = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      int from = round * 4_000;
      acks.addAll(publish(channel, from, from + 3_000));
      proxy.cut();
      acks.addAll(publish(channel, from + 3_000, from + 4_000));
      proxy.mend();
      acks.get(from).get(20, TimeUnit.SECONDS);
    }
    awaitAll(acks);
    await().until(() -> heard.values().size() >= 20_000);
    assertThat(heard.values()).isEqualTo(values(20_000));
    assertThat(heard.gaps()).isEmpty();
  }

  @Test
  void theEndOfThePublishersSessionLosesNothingAndRepeatsNothing() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("a", proxy);
    SensorDataChannel channel = coord.sensorDataChannel("c", SMALL);
    Recorder heard = subscribe(zookeeper.coord("b"));
    List<CompletableFuture<SegmentPosition>> acks = publish(channel, 0, 2_000);
    long session = coord.sessionLease().sessionId();
    acks.get(0).get(10, TimeUnit.SECONDS);
    acks.addAll(publish(channel, 2_000, 4_000));
    proxy.freeze();
    acks.addAll(publish(channel, 4_000, 6_000));
    await().until(() -> !serverKnows(session));
    proxy.unfreeze();
    acks.addAll(publish(channel, 6_000, 8_000));
    awaitAll(acks);
    assertThat(coord.sessionLease().sessionId()).isNotEqualTo(session);
    await().until(() -> heard.values().size() >= 8_000);
    assertThat(heard.values()).isEqualTo(values(8_000));
    assertThat(heard.gaps()).isEmpty();
  }

  @Test
  void aSubscriberThatWasCutOffOrFrozenMissesNothing() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    SensorDataChannel channel = zookeeper.coord("a").sensorDataChannel("c", SMALL);
    IotCoord coord = zookeeper.coord("b", proxy);
    Recorder heard = subscribe(coord);
    awaitAll(publish(channel, 0, 1_000));
    publish(channel, 1_000, 3_000);
    proxy.cut();
    awaitAll(publish(channel, 3_000, 4_000));
    SensorDataChannel late = zookeeper.coord("late").sensorDataChannel("c", SMALL);
    awaitAll(publish(late, 0, 500));
    proxy.mend();
    await().until(() -> heard.values("a").size() >= 4_000 && heard.values("late").size() >= 500);

    long session = coord.sessionLease().sessionId();
    proxy.freeze();
    awaitAll(publish(channel, 4_000, 6_000));
    await().until(() -> !serverKnows(session));
    proxy.unfreeze();
    awaitAll(publish(channel, 6_000, 6_500));
    await().until(() -> heard.values("a").size() >= 6_500);
    assertThat(heard.values("a")).isEqualTo(values(6_500));
    assertThat(heard.values("late")).isEqualTo(values(500));
    assertThat(heard.gaps()).isEmpty();
  }

  @Test
  void aServerThatRestartsWhilePublishingLosesNothing() throws Exception {
    SensorDataChannel channel = zookeeper.coord("a").sensorDataChannel("c", SMALL);
    Recorder heard = subscribe(zookeeper.coord("b"));
    List<CompletableFuture<SegmentPosition>> acks = publish(channel, 0, 5_000);
    acks.get(0).get(10, TimeUnit.SECONDS);
    zookeeper.server().stop();
    acks.addAll(publish(channel, 5_000, 7_000));
    zookeeper.server().restart();
    awaitAll(acks);
    await().until(() -> heard.values().size() >= 7_000);
    assertThat(heard.values()).isEqualTo(values(7_000));
    assertThat(heard.gaps()).isEmpty();
  }

  @Test
  void aFullBufferFailsOrBlocksOrDropsTheOldest() throws Exception {
    SensorDataChannel fail = buffered("a", Overflow.FAIL);
    SensorDataChannel block = buffered("b", Overflow.BLOCK);
    SensorDataChannel drop =
        zookeeper
            .coord("d")
            .sensorDataChannel(
                "c",
                ChannelOptions.defaults()
                    .withBuffer(100, Overflow.DROP_OLDEST)
                    .withLinger(Duration.ofMinutes(1)));
    SegmentPosition first = block.publish(sample(0)).get(10, TimeUnit.SECONDS);
    zookeeper.server().stop();

    List<CompletableFuture<SegmentPosition>> taken = publish(fail, 0, 60);
    List<Sample> many = IntStream.range(0, 41).mapToObj(ChannelFaultsTest::sample).toList();
    assertThatThrownBy(() -> fail.publishAll(many))
        .isInstanceOf(SamplesDroppedException.class)
        .hasMessageContaining("room for 40 of 41");
    taken.addAll(publish(fail, 60, 100));
    assertThatThrownBy(() -> fail.publish(sample(100))).isInstanceOf(SamplesDroppedException.class);

    List<CompletableFuture<SegmentPosition>> offered = publish(drop, 0, 150);
    await().until(() -> offered.stream().filter(ChannelFaultsTest::dropped).count() == 50);

    List<Sample> more = IntStream.range(0, 250).mapToObj(ChannelFaultsTest::sample).toList();
    CompletableFuture<CompletableFuture<SegmentPosition>> blocked =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return block.publishAll(more);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await().during(Duration.ofMillis(300)).until(() -> !blocked.isDone());

    zookeeper.server().restart();
    awaitAll(taken);
    SegmentPosition last = blocked.get(20, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
    assertThat(last.number()).isGreaterThan(first.number());
    drop.flush();
    // Which ones, depends on how many had been sent when the buffer was full.
    int[] kept = IntStream.range(0, 150).filter(i -> !dropped(offered.get(i))).toArray();
    assertThat(kept).hasSize(100);
    awaitAll(IntStream.of(kept).mapToObj(offered::get).toList());
    Recorder heard = subscribe(zookeeper.coord("s"));
    await().until(() -> heard.values().size() == 100 + 251 + 100);
    assertThat(heard.values("a")).isEqualTo(values(100));
    assertThat(heard.values("b").subList(1, 251)).isEqualTo(values(250));
    assertThat(heard.values("d")).isEqualTo(IntStream.of(kept).mapToObj(values(150)::get).toList());
  }

  private static boolean dropped(CompletableFuture<?> ack) {
    return ack.isCompletedExceptionally();
  }

  private static SensorDataChannel buffered(String identity, Overflow policy)
      throws InterruptedException {
    return zookeeper
        .coord(identity)
        .sensorDataChannel("c", SMALL.withBuffer(100, policy).withLinger(Duration.ZERO));
  }

  @Test
  void whileTheServerIsAwayCallsSayWhatFailedAndClosingEndsInTime() throws Exception {
    IotCoord coord =
        zookeeper.own(
            zookeeper
                .builder(zookeeper.client())
                .identity("a")
                .operationTimeout(Duration.ofMillis(1500))
                .build());
    SensorDataChannel channel = coord.sensorDataChannel("c", SMALL);
    channel.publish(sample(0)).get(10, TimeUnit.SECONDS);
    zookeeper.server().stop();
    CompletableFuture<SegmentPosition> ack = channel.publish(sample(1));
    assertThatThrownBy(channel::flush)
        .isInstanceOf(CoordinationUnavailableException.class)
        .hasMessageContaining("Flushing channel c");
    assertThatThrownBy(() -> channel.history(HistoryQuery.between(T, T)))
        .isInstanceOf(CoordinationUnavailableException.class);
    assertThatThrownBy(
            () -> channel.subscribe(SubscriptionStart.now(), (p, s) -> {}, Runnable::run))
        .isInstanceOf(CoordinationUnavailableException.class);
    assertThat(ack).isNotDone();
    channel.close();
    assertThat(ack).isCompletedExceptionally();
    assertThatThrownBy(ack::join).hasCauseInstanceOf(SamplesDroppedException.class);
  }

  @Test
  void whatIsRefusedFailsAndWhatFollowsTakesItsNumber() throws Exception {
    SensorDataChannel channel = zookeeper.coord("a").sensorDataChannel("c", SMALL);
    SegmentPosition first = channel.publish(sample(0)).get(10, TimeUnit.SECONDS);
    Recorder heard = subscribe(zookeeper.coord("b"));
    String log = zookeeper.root() + "/channels/c/log/" + first.publisher();
    var client = zookeeper.client();
    int readOnly = ZooDefs.Perms.READ | ZooDefs.Perms.ADMIN;
    client.setACL().withACL(List.of(new ACL(readOnly, ZooDefs.Ids.ANYONE_ID_UNSAFE))).forPath(log);
    List<CompletableFuture<SegmentPosition>> refused = publish(channel, 1, 2_000);
    await().until(() -> refused.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    assertThatThrownBy(() -> refused.get(0).join())
        .hasCauseInstanceOf(CoordinationException.class)
        .hasMessageContaining("not permitted");
    assertThat(client.getChildren().forPath(log)).hasSize(1);
    assertThat(heard.values()).containsExactly(0.0);
    client.setACL().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(log);
    assertThat(channel.publish(sample(5)).get(10, TimeUnit.SECONDS).number()).isEqualTo(1);
    await().until(() -> heard.values().equals(List.of(value(0), value(5))));
    assertThat(heard.gaps()).isEmpty();
  }
}
