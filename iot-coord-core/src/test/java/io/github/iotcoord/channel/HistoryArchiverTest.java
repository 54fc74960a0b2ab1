package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.FlakyStore.Fault;
import io.github.iotcoord.channel.HistoryStore.Snapshot;
import io.github.iotcoord.channel.jdbc.JdbcHistoryStore;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HistoryArchiverTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final AtomicInteger databases = new AtomicInteger();
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final HistoryQuery ALL = HistoryQuery.between(Instant.EPOCH, Instant.MAX);
  private static final ChannelOptions SMALL = ChannelOptions.defaults().withSegmentBytes(1024);
  private static final Duration LONG = Duration.ofSeconds(60);

  private JdbcConnectionPool pool = database();
  private JdbcHistoryStore database = JdbcHistoryStore.on(pool);

  private static JdbcConnectionPool database() {
    return JdbcConnectionPool.create(
        "jdbc:h2:mem:archive" + databases.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "", "");
  }

  @BeforeEach
  void open() {
    pool = database();
    database = JdbcHistoryStore.on(pool);
  }

  @AfterEach
  void everyConnectionWasGivenBack() {
    await().atMost(LONG).until(() -> pool.getActiveConnections() == 0);
    pool.dispose();
  }

  private static List<Sample> samples(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Sample.of("d" + i % 3, "t", T.plusMillis(i), i))
        .toList();
  }

  private static SensorDataChannel channel(IotCoord coord, HistoryStore store) {
    return coord.sensorDataChannel("c", SMALL.withHistory(store));
  }

  private static void publish(SensorDataChannel channel, int from, int to) throws Exception {
    channel.publishAll(samples(from, to)).get(60, TimeUnit.SECONDS);
  }

  private List<Sample> stored() {
    try (Snapshot snapshot = database.read("c", ALL)) {
      return snapshot.samples().toList();
    }
  }

  private static List<Sample> history(SensorDataChannel channel) throws InterruptedException {
    try (Stream<Sample> samples = channel.history(ALL)) {
      return samples.toList();
    }
  }

  private void awaitStored(int count) {
    await().atMost(LONG).until(() -> stored().size() >= count);
    assertThat(stored()).isEqualTo(samples(0, count));
  }

  @Test
  void movesWhatIsCommittedIntoTheStoreOnce() throws Exception {
    SensorDataChannel channel = channel(zookeeper.coord("a"), database);
    publish(channel, 0, 1_000);
    HistoryArchiver archiver = channel.startArchiver();
    awaitStored(1_000);
    publish(channel, 1_000, 3_000);
    awaitStored(3_000);
    await().atMost(LONG).until(() -> archiver.status().samples() == 3_000);
    HistoryArchiver.Status status = archiver.status();
    assertThat(status.active()).isTrue();
    assertThat(status.lag()).isZero();
    assertThat(status.unreadable() + status.lost()).isZero();
    assertThat(status.trouble()).isEmpty();
    assertThat(history(channel)).isEqualTo(samples(0, 3_000));
    archiver.close();
    archiver.close();
    assertThat(archiver.status().active()).isFalse();
    // What is not archived comes from ZooKeeper.
    publish(channel, 3_000, 3_500);
    assertThat(history(channel)).isEqualTo(samples(0, 3_500));
  }

  @Test
  void aForeignSegmentFarAheadThatIsGoneAgainHidesNothing() throws Exception {
    SensorDataChannel channel = channel(zookeeper.coord("a"), database);
    HistoryArchiver archiver = channel.startArchiver();
    String publisher = channel.publish(samples(0, 1).get(0)).get(60, TimeUnit.SECONDS).publisher();
    awaitStored(1);
    CuratorFramework client = zookeeper.client();
    String foreign = zookeeper.root() + "/channels/c/log/" + publisher + "/000000900000";
    client
        .transaction()
        .forOperations(
            client.transactionOp().create().forPath(foreign, new byte[0]),
            client.transactionOp().delete().forPath(foreign));
    for (int i = 1; i < 4; i++) {
      publish(channel, i, i + 1);
      awaitStored(i + 1);
    }
    assertThat(archiver.status().lost()).isZero();
  }

  @Test
  void needsAStore() throws Exception {
    SensorDataChannel channel = zookeeper.coord("a").sensorDataChannel("c", SMALL);
    assertThatThrownBy(channel::startArchiver)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withHistory");
  }

  @Test
  void aCommitWithoutAnAnswerAddsNothingTwiceAndARefusedOneIsTriedAgain() throws Exception {
    FlakyStore store = new FlakyStore(database);
    SensorDataChannel channel = channel(zookeeper.coord("a"), store);
    HistoryArchiver archiver = channel.startArchiver();
    for (int i = 0; i < 4; i++) {
      store.fault(i % 2 == 0 ? Fault.SILENT_ONCE : Fault.REFUSE_ONCE);
      publish(channel, i * 500, (i + 1) * 500);
      await().atMost(LONG).until(() -> store.fault() == Fault.NONE);
    }
    awaitStored(2_000);
    await().atMost(LONG).until(() -> archiver.status().trouble().isEmpty());
  }

  @Test
  void goesOnAfterAnErrorAndAnInterruption() throws Exception {
    FlakyStore store = new FlakyStore(database);
    SensorDataChannel channel = channel(zookeeper.coord("a"), store);
    channel.startArchiver();
    store.fault(Fault.ERROR_ONCE);
    publish(channel, 0, 500);
    awaitStored(500);
    store.fault(Fault.INTERRUPT_ONCE);
    publish(channel, 500, 1_000);
    awaitStored(1_000);
  }

  @Test
  void standsStillAtWhatMayBeReadLater() throws Exception {
    FlakyStore store = new FlakyStore(database);
    SensorDataChannel channel = channel(zookeeper.coord("a"), store);
    HistoryArchiver archiver = channel.startArchiver();
    SegmentPosition first = channel.publish(samples(0, 1).get(0)).get(60, TimeUnit.SECONDS);
    awaitStored(1);
    store.fault(Fault.AWAY);
    channel.publish(samples(1, 2).get(0)).get(60, TimeUnit.SECONDS);
    await().atMost(LONG).until(() -> archiver.status().trouble().isPresent());
    CuratorFramework client = zookeeper.client();
    String path = zookeeper.root() + "/channels/c/log/" + first.publisher() + "/000000000001";
    byte[] written = client.getData().forPath(path);
    // {"format": 99}
    byte[] newer = {(byte) 0xa1, 0x66, 'f', 'o', 'r', 'm', 'a', 't', 0x18, 99};
    client.setData().forPath(path, newer);
    store.fault(Fault.NONE);
    await()
        .atMost(LONG)
        .until(() -> archiver.status().trouble().filter(t -> t.contains("newer")).isPresent());
    client.setData().forPath(path, written);
    awaitStored(2);
    assertThat(archiver.status().unreadable()).isZero();
  }

  @Test
  void addsABoundedNumberOfSamplesAtOnce() throws Exception {
    FlakyStore store = new FlakyStore(database);
    SensorDataChannel channel =
        zookeeper.coord("a").sensorDataChannel("c", ChannelOptions.defaults().withHistory(store));
    for (int i = 0; i < 150_000; i += 10_000) {
      publish(channel, i, i + 10_000);
    }
    HistoryArchiver archiver = channel.startArchiver();
    await().atMost(LONG).until(() -> archiver.status().samples() == 150_000);
    assertThat(store.mostSamplesButOneSegment()).isLessThan(100_000);
  }

  @Test
  void aDatabaseThatIsAwayHoldsUpNobodyAndLosesNothing() throws Exception {
    FlakyStore store = new FlakyStore(database);
    SensorDataChannel channel = channel(zookeeper.coord("a"), store);
    HistoryArchiver archiver = channel.startArchiver();
    publish(channel, 0, 500);
    awaitStored(500);
    store.fault(Fault.AWAY);
    publish(channel, 500, 1_000);
    await()
        .atMost(LONG)
        .until(() -> archiver.status().trouble().equals(Optional.of("the database is away")));
    assertThatThrownBy(() -> channel.history(ALL))
        .isInstanceOf(HistoryStoreException.class)
        .hasMessage("the database is away");
    store.fault(Fault.NONE);
    awaitStored(1_000);
    await().atMost(LONG).until(() -> archiver.status().trouble().isEmpty());
  }

  @Test
  void anotherProcessGoesOnWhereOneEnded() throws Exception {
    IotCoord first = zookeeper.coord("a");
    IotCoord second = zookeeper.coord("b");
    SensorDataChannel publisher = channel(zookeeper.coord("p"), database);
    HistoryArchiver elected = channel(first, database).startArchiver();
    await().atMost(LONG).until(() -> elected.status().active());
    HistoryArchiver waiting = channel(second, database).startArchiver();
    publish(publisher, 0, 1_000);
    awaitStored(1_000);
    assertThat(waiting.status().active()).isFalse();
    first.close();
    publish(publisher, 1_000, 2_000);
    awaitStored(2_000);
    assertThat(waiting.status().active()).isTrue();
  }

  @Test
  void oneThatStillBelievesToBeElectedAddsNothing() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    FlakyStore held = new FlakyStore(database);
    CountDownLatch gate = held.hold();
    HistoryArchiver frozen = channel(zookeeper.coord("a", proxy), held).startArchiver();
    await().atMost(LONG).until(() -> frozen.status().active());
    SensorDataChannel publisher = channel(zookeeper.coord("p"), database);
    publish(publisher, 0, 1_000);
    held.awaitHeld();
    proxy.freeze();
    HistoryArchiver other = channel(zookeeper.coord("b"), database).startArchiver();
    awaitStored(1_000);
    assertThat(other.status().active()).isTrue();
    // Its transaction comes now, from the middle of its work, long after its session ended.
    gate.countDown();
    proxy.unfreeze();
    publish(publisher, 1_000, 2_000);
    awaitStored(2_000);
    assertThat(frozen.status().samples()).isZero();
  }

  @Test
  void passesWhatCannotBeReadAndWhatRetentionTook() throws Exception {
    FlakyStore store = new FlakyStore(database);
    SensorDataChannel channel = channel(zookeeper.coord("a"), store);
    HistoryArchiver archiver = channel.startArchiver();
    SegmentPosition first = channel.publish(samples(0, 1).get(0)).get(60, TimeUnit.SECONDS);
    awaitStored(1);
    store.fault(Fault.AWAY);
    for (int i = 1; i < 6; i++) {
      channel.publish(samples(i, i + 1).get(0)).get(60, TimeUnit.SECONDS);
    }
    await().atMost(LONG).until(() -> archiver.status().trouble().isPresent());
    CuratorFramework client = zookeeper.client();
    String log = zookeeper.root() + "/channels/c/log/" + first.publisher() + "/00000000000";
    client.delete().forPath(log + 1);
    client.delete().forPath(log + 2);
    client.setData().forPath(log + 4, new byte[] {1, 2, 3});
    store.fault(Fault.NONE);
    await().atMost(LONG).until(() -> archiver.status().samples() == 3);
    assertThat(stored()).extracting(Sample::value).containsExactly(0.0, 3.0, 5.0);
    assertThat(archiver.status().lost()).isEqualTo(2);
    assertThat(archiver.status().unreadable()).isEqualTo(1);
    assertThat(database.positions("c")).containsValue(5L).hasSize(1);
  }

  @Test
  void historyHasEachSampleOnceWhileItMovesAndRetentionFollows() throws Exception {
    SensorDataChannel channel =
        zookeeper
            .coord("a")
            .sensorDataChannel(
                "c", SMALL.withHistory(database).withRetention(60 * 1024, Duration.ofHours(1)));
    channel.startArchiver();
    int published = 0;
    List<Integer> sizes = new ArrayList<>();
    for (int round = 0; round < 15; round++) {
      publish(channel, published, published + 1_000);
      published += 1_000;
      assertThat(history(channel)).isEqualTo(samples(0, published));
      sizes.add(stored().size());
      int enough = published - 2_000;
      await().atMost(LONG).until(() -> stored().size() >= enough);
    }
    assertThat(sizes).isSorted();
    awaitStored(published);
    try (Stream<Sample> begun = channel.history(ALL)) {
      assertThat(begun.limit(5)).hasSize(5);
    }
  }
}
