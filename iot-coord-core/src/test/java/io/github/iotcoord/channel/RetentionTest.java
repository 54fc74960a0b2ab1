package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.jdbc.JdbcHistoryStore;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetentionTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final ChannelOptions SMALL = ChannelOptions.defaults().withSegmentBytes(1024);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static List<Sample> samples(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Sample.of("d", "t", T.plusMillis(i), value(i)))
        .toList();
  }

  // They rise, and fill segments, because they cannot be packed.
  private static double value(int i) {
    return i + Math.sin(i) / 4;
  }

  private static String log(String publisher) {
    return zookeeper.root() + "/channels/c/log/" + publisher;
  }

  private static int bytesOf(CuratorFramework client, String log) throws Exception {
    int bytes = 0;
    for (String segment : client.getChildren().forPath(log)) {
      Stat stat = client.checkExists().forPath(log + "/" + segment);
      bytes += stat == null ? 0 : stat.getDataLength();
    }
    return bytes;
  }

  @Test
  void aLogStaysWithinItsBytesAndAResumingSubscriberIsToldOfTheGap() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    SensorDataChannel channel =
        coord.sensorDataChannel("c", SMALL.withRetention(10 * 1024, Duration.ofHours(1)));
    SegmentPosition first = channel.publishAll(samples(0, 1)).get(10, TimeUnit.SECONDS);
    SegmentPosition last = channel.publishAll(samples(1, 5_000)).get(10, TimeUnit.SECONDS);
    CuratorFramework client = zookeeper.client();
    await().until(() -> bytesOf(client, log(first.publisher())) <= 10 * 1024);
    assertThat(bytesOf(client, log(first.publisher()))).isGreaterThan(8 * 1024);

    Recorder heard = zookeeper.own(new Recorder());
    channel.subscribe(SubscriptionStart.after(List.of(first)), heard, heard.thread());
    await().until(() -> heard.positions().contains(last));
    assertThat(heard.gaps()).hasSize(1);
    Recorder.Gap gap = heard.gaps().get(0);
    assertThat(gap.from()).isEqualTo(new SegmentPosition(first.publisher(), 1));
    assertThat(heard.positions().get(0).number()).isEqualTo(1 + gap.count());
    assertThat(heard.values()).isSorted().endsWith(value(4_999));

    Recorder oldest = zookeeper.own(new Recorder());
    channel.subscribe(SubscriptionStart.oldest(), oldest, oldest.thread());
    await().until(() -> oldest.positions().contains(last));
    assertThat(oldest.gaps()).isEmpty();
  }

  @Test
  void aListenerThatIsTooSlowIsToldWhatItMissed() throws Exception {
    SensorDataChannel channel =
        zookeeper
            .coord("a")
            .sensorDataChannel("c", SMALL.withRetention(10 * 1024, Duration.ofHours(1)));
    Recorder heard = zookeeper.own(new Recorder());
    CountDownLatch go = new CountDownLatch(1);
    heard
        .thread()
        .execute(
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    channel.subscribe(SubscriptionStart.now(), heard, heard.thread());
    SegmentPosition last = channel.publishAll(samples(0, 20_000)).get(20, TimeUnit.SECONDS);
    go.countDown();
    await().until(() -> heard.positions().contains(last));
    long missed = heard.gaps().stream().mapToLong(Recorder.Gap::count).sum();
    assertThat(missed).isPositive();
    assertThat(missed + heard.positions().size()).isEqualTo(last.number() + 1);
    assertThat(heard.values()).isSorted();
  }

  @Test
  void aStoreThatIsBrokenDoesNotKeepTheChannelFromBeingCleaned() throws Exception {
    FlakyStore store = new FlakyStore(JdbcHistoryStore.on(new JdbcDataSource()));
    store.fault(FlakyStore.Fault.BROKEN);
    ChannelOptions options = SMALL.withHistory(store).withRetention(10 * 1024, Duration.ofHours(1));
    SegmentPosition one =
        zookeeper
            .coord("a")
            .sensorDataChannel("c", options)
            .publishAll(samples(0, 3_000))
            .get(60, TimeUnit.SECONDS);
    SegmentPosition other =
        zookeeper
            .coord("b")
            .sensorDataChannel("c", options)
            .publishAll(samples(0, 3_000))
            .get(60, TimeUnit.SECONDS);
    CuratorFramework client = zookeeper.client();
    await()
        .atMost(LONG)
        .until(
            () ->
                bytesOf(client, log(one.publisher())) + bytesOf(client, log(other.publisher()))
                    <= 10 * 1024);
  }

  @Test
  void oldSegmentsGoAlsoThoseOfPublishersThatAreGoneAndTheirLogs() throws Exception {
    ChannelOptions brief = SMALL.withRetention(1024 * 1024, Duration.ofSeconds(1));
    IotCoord gone = zookeeper.coord("gone");
    SegmentPosition old =
        gone.sensorDataChannel("c", brief).publishAll(samples(0, 3_000)).get(10, TimeUnit.SECONDS);
    gone.close();
    CuratorFramework client = zookeeper.client();
    SensorDataChannel channel = zookeeper.coord("a").sensorDataChannel("c", brief);
    SegmentPosition own = channel.publishAll(samples(0, 1_000)).get(10, TimeUnit.SECONDS);
    Recorder heard = zookeeper.own(new Recorder());
    channel.subscribe(SubscriptionStart.now(), heard, heard.thread());
    await().until(() -> client.checkExists().forPath(log(old.publisher())) == null);
    await().until(() -> client.checkExists().forPath(log(own.publisher())) == null);

    // A publisher that was only quiet goes on with its numbers, and nobody is told of a gap.
    Recorder later = zookeeper.own(new Recorder());
    channel.subscribe(SubscriptionStart.oldest(), later, later.thread());
    SegmentPosition next = channel.publishAll(samples(0, 1)).get(10, TimeUnit.SECONDS);
    assertThat(next).isEqualTo(new SegmentPosition(own.publisher(), own.number() + 1));
    for (Recorder recorder : List.of(heard, later)) {
      await().until(() -> recorder.positions().equals(List.of(next)));
      assertThat(recorder.gaps()).isEmpty();
    }
  }

  @Test
  void allLogsTogetherStayWithinTheChannelsBytes() throws Exception {
    ChannelOptions bounded = SMALL.withRetention(24 * 1024, Duration.ofHours(1));
    IotCoord gone = zookeeper.coord("gone");
    SegmentPosition old =
        gone.sensorDataChannel("c", bounded)
            .publishAll(samples(0, 1_900))
            .get(10, TimeUnit.SECONDS);
    gone.close();
    CuratorFramework client = zookeeper.client();
    int before = bytesOf(client, log(old.publisher()));
    assertThat(before).isBetween(15 * 1024, 24 * 1024);
    List<SegmentPosition> last = new ArrayList<>();
    for (String identity : List.of("a", "b")) {
      last.add(
          zookeeper
              .coord(identity)
              .sensorDataChannel("c", bounded)
              .publishAll(samples(0, 500))
              .get(10, TimeUnit.SECONDS));
    }
    List<String> logs =
        List.of(log(old.publisher()), log(last.get(0).publisher()), log(last.get(1).publisher()));
    await().atMost(LONG).until(() -> bytesOfAll(client, logs) <= 24 * 1024);
    assertThat(bytesOfAll(client, logs)).isGreaterThan(20 * 1024);
    // The oldest went, which were those of the publisher that is gone.
    assertThat(client.checkExists().forPath(logs.get(0) + "/000000000000")).isNull();
    for (int i = 1; i <= 2; i++) {
      assertThat(client.getChildren().forPath(logs.get(i)))
          .hasSize((int) last.get(i - 1).number() + 1);
    }
  }

  @Test
  void whatIsArchivedGoesBeforeWhatIsNot() throws Exception {
    ChannelOptions roomy = SMALL.withRetention(1024 * 1024, Duration.ofHours(1));
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:mem:retention;DB_CLOSE_DELAY=-1", "", "");
    zookeeper.own(pool::dispose);
    JdbcHistoryStore store = JdbcHistoryStore.on(pool);
    List<SegmentPosition> last = new ArrayList<>();
    for (String identity : List.of("older", "newer")) {
      IotCoord coord = zookeeper.coord(identity);
      last.add(
          coord
              .sensorDataChannel("c", roomy)
              .publishAll(samples(0, 1_000))
              .get(10, TimeUnit.SECONDS));
      coord.close();
    }
    store.append("c", Map.of(), List.of(new HistoryStore.Segment(last.get(1), List.of())));
    zookeeper
        .coord("a")
        .sensorDataChannel(
            "c", SMALL.withRetention(18 * 1024, Duration.ofHours(1)).withHistory(store))
        .publishAll(samples(0, 1))
        .get(10, TimeUnit.SECONDS);
    CuratorFramework client = zookeeper.client();
    List<String> logs = List.of(log(last.get(0).publisher()), log(last.get(1).publisher()));
    await().atMost(LONG).until(() -> bytesOfAll(client, logs) <= 18 * 1024);
    assertThat(client.getChildren().forPath(logs.get(0))).hasSize((int) last.get(0).number() + 1);
    assertThat(client.getChildren().forPath(logs.get(1))).isNotEmpty();
  }

  private static int bytesOfAll(CuratorFramework client, List<String> logs) throws Exception {
    int bytes = 0;
    for (String log : logs) {
      bytes += client.checkExists().forPath(log) == null ? 0 : bytesOf(client, log);
    }
    return bytes;
  }
}
