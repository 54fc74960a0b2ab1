package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.analysis.WindowAggregate;
import io.github.iotcoord.analysis.Windows;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SensorDataChannelTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final ChannelOptions SMALL = ChannelOptions.defaults().withSegmentBytes(1024);

  private static Sample sample(int i) {
    return new Sample(DeviceId.of("d" + i % 7), "temperature", "Cel", T.plusMillis(i), i);
  }

  // Takes at least eight bytes of a segment.
  private static Sample unpackable(int i) {
    return new Sample(DeviceId.of("d" + i % 7), "temperature", "Cel", T.plusMillis(i), value(i));
  }

  private static double value(int i) {
    return Math.sin(i);
  }

  private static List<Sample> samples(int from, int to) {
    return IntStream.range(from, to).mapToObj(SensorDataChannelTest::sample).toList();
  }

  private static List<Double> values(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> (double) i).toList();
  }

  private static SensorDataChannel channel(String identity) throws InterruptedException {
    return zookeeper.coord(identity).sensorDataChannel("c", SMALL);
  }

  private static Recorder subscribe(SensorDataChannel channel, SubscriptionStart start)
      throws InterruptedException {
    Recorder recorder = zookeeper.own(new Recorder());
    channel.subscribe(start, recorder, recorder.thread());
    return recorder;
  }

  @Test
  void deliversWhatIsPublishedAndAcknowledgesIt() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder heard = subscribe(channel("b"), SubscriptionStart.now());
    SegmentPosition position = channel.publish(sample(1)).get(10, TimeUnit.SECONDS);
    assertThat(position.publisher()).startsWith("a~");
    assertThat(position.number()).isZero();
    await().until(() -> heard.positions().equals(List.of(position)));
    assertThat(heard.values()).containsExactly(1.0);
    assertThat(channel.publish(sample(2)).get(10, TimeUnit.SECONDS).number()).isEqualTo(1);
    await().until(() -> heard.values().equals(values(1, 3)));
  }

  @Test
  void keepsTheOrderOverManySegments() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder now = subscribe(channel("b"), SubscriptionStart.now());
    List<CompletableFuture<SegmentPosition>> acks = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      acks.add(channel.publish(unpackable(i)));
    }
    List<Sample> others =
        IntStream.range(10_000, 20_000).mapToObj(SensorDataChannelTest::unpackable).toList();
    List<Double> all = IntStream.range(0, 20_000).mapToObj(SensorDataChannelTest::value).toList();
    SegmentPosition last = channel.publishAll(others).get(20, TimeUnit.SECONDS);
    assertThat(acks).allMatch(CompletableFuture::isDone);
    // More than can be on their way, or be read, at once.
    assertThat(last.number()).isGreaterThan(100);
    await().until(() -> now.values().size() >= 20_000);
    assertThat(now.values()).isEqualTo(all);
    assertThat(now.positions().stream().map(SegmentPosition::number))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, (int) last.number()).mapToObj(i -> (long) i).toList());

    Recorder oldest = subscribe(channel("b2"), SubscriptionStart.oldest());
    await().until(() -> oldest.values().size() >= 20_000);
    assertThat(oldest.values()).isEqualTo(all);
    assertThat(oldest.gaps()).isEmpty();
  }

  @Test
  void aForeignSegmentFarAheadThatIsGoneAgainHidesNothing() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder heard = subscribe(channel, SubscriptionStart.now());
    SegmentPosition first = channel.publish(sample(0)).get(10, TimeUnit.SECONDS);
    await().until(() -> heard.values().size() == 1);
    String foreign = zookeeper.root() + "/channels/c/log/" + first.publisher() + "/000000900000";
    var client = zookeeper.client();
    client
        .transaction()
        .forOperations(
            client.transactionOp().create().forPath(foreign, new byte[0]),
            client.transactionOp().delete().forPath(foreign));
    for (int i = 1; i < 4; i++) {
      channel.publish(sample(i)).get(10, TimeUnit.SECONDS);
      int count = i + 1;
      await().until(() -> heard.values().size() == count);
    }
    assertThat(heard.values()).isEqualTo(values(0, 4));
    assertThat(heard.gaps()).isEmpty();
  }

  @Test
  void manyPublishersReachManySubscribers() throws Exception {
    SensorDataChannel a = channel("a");
    SensorDataChannel b = channel("b");
    Recorder one = subscribe(a, SubscriptionStart.now());
    Recorder two = subscribe(channel("other"), SubscriptionStart.now());
    CompletableFuture<SegmentPosition> first = a.publishAll(samples(0, 5_000));
    b.publishAll(samples(0, 3_000)).get(20, TimeUnit.SECONDS);
    first.get(20, TimeUnit.SECONDS);
    for (Recorder heard : List.of(one, two)) {
      await().until(() -> heard.values().size() >= 8_000);
      assertThat(heard.values("a")).isEqualTo(values(0, 5_000));
      assertThat(heard.values("b")).isEqualTo(values(0, 3_000));
    }
  }

  @Test
  void twoChannelObjectsOfOneProcessHaveLogsOfTheirOwn() throws Exception {
    IotCoord coord = zookeeper.coord("x".repeat(200));
    SegmentPosition one = coord.sensorDataChannel("c").publish(sample(1)).get(10, TimeUnit.SECONDS);
    SegmentPosition two = coord.sensorDataChannel("c").publish(sample(2)).get(10, TimeUnit.SECONDS);
    assertThat(one.publisher()).isNotEqualTo(two.publisher());
    assertThat(one.publisher().length()).isLessThanOrEqualTo(200);
  }

  @Test
  void resumesAfterAPositionAndNowBringsNothingOld() throws Exception {
    SensorDataChannel channel = channel("a");
    SegmentPosition middle = channel.publishAll(samples(0, 1_000)).get(10, TimeUnit.SECONDS);
    channel.publishAll(samples(1_000, 2_000)).get(10, TimeUnit.SECONDS);
    Recorder now = subscribe(channel, SubscriptionStart.now());
    Recorder after = subscribe(channel, SubscriptionStart.after(List.of(middle)));
    channel.publishAll(samples(2_000, 3_000)).get(10, TimeUnit.SECONDS);
    await().until(() -> after.values().size() >= 2_000 && now.values().size() >= 1_000);
    assertThat(after.values()).isEqualTo(values(1_000, 3_000));
    assertThat(now.values()).isEqualTo(values(2_000, 3_000));
  }

  @Test
  void aGarbledSegmentIsAGapAndStopsNobody() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder heard = subscribe(channel, SubscriptionStart.now());
    SegmentPosition first = channel.publish(sample(0)).get(10, TimeUnit.SECONDS);
    String log = zookeeper.root() + "/channels/c/log/";
    var client = zookeeper.client();
    client.create().forPath(log + first.publisher() + "/000000000001", new byte[] {1, 2, 3});
    client.create().forPath(log + first.publisher() + "/not-a-number", new byte[0]);
    assertThatThrownBy(() -> channel.publish(sample(1)).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("somebody else");
    SegmentPosition third = channel.publish(sample(2)).get(10, TimeUnit.SECONDS);
    assertThat(third.number()).isEqualTo(2);
    client
        .create()
        .creatingParentsIfNeeded()
        .forPath(
            log + "stranger/000000000000",
            "nonsense".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    await().until(() -> heard.gaps().size() == 2 && heard.values().size() == 2);
    assertThat(heard.gaps())
        .containsExactlyInAnyOrder(
            new Recorder.Gap(new SegmentPosition(first.publisher(), 1), 1),
            new Recorder.Gap(new SegmentPosition("stranger", 0), 1));
    assertThat(heard.values()).containsExactly(0.0, 2.0);
    assertThat(channel.history(HistoryQuery.between(Instant.EPOCH, T.plusSeconds(9))).toList())
        .hasSize(2);
  }

  @Test
  void aSlowListenerHoldsBackOnlyItself() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder slow = zookeeper.own(new Recorder());
    CountDownLatch go = new CountDownLatch(1);
    channel.subscribe(
        SubscriptionStart.now(),
        (position, samples) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          slow.samples(position, samples);
        },
        slow.thread());
    Recorder quick = subscribe(channel, SubscriptionStart.now());
    channel.publishAll(samples(0, 20_000)).get(20, TimeUnit.SECONDS);
    await().until(() -> quick.values().equals(values(0, 20_000)));
    assertThat(slow.values()).isEmpty();
    go.countDown();
    await().until(() -> slow.values().equals(values(0, 20_000)));
  }

  @Test
  void aListenerThatThrowsGoesOnWithWhatFollows() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder heard = zookeeper.own(new Recorder());
    channel.subscribe(
        SubscriptionStart.now(),
        (position, samples) -> {
          heard.samples(position, samples);
          if (position.number() == 0) {
            throw new IllegalStateException("a listener that fails");
          }
        },
        heard.thread());
    channel.publishAll(samples(0, 1_000)).get(10, TimeUnit.SECONDS);
    await().until(() -> heard.values().equals(values(0, 1_000)));
  }

  @Test
  void aListenerCanCloseItsOwnSubscription() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder heard = zookeeper.own(new Recorder());
    CompletableFuture<Subscription> own = new CompletableFuture<>();
    own.complete(
        channel.subscribe(
            SubscriptionStart.now(),
            (position, samples) -> {
              heard.samples(position, samples);
              own.join().close();
            },
            heard.thread()));
    Recorder other = subscribe(channel, SubscriptionStart.now());
    channel.publishAll(samples(0, 1_000)).get(10, TimeUnit.SECONDS);
    await().until(() -> other.values().equals(values(0, 1_000)));
    assertThat(heard.positions()).hasSize(1);
  }

  @Test
  void aUnitThatCannotBeWrittenIsRefusedBeforeItIsTaken() {
    assertThatThrownBy(() -> new Sample(DeviceId.of("d"), "t", "\ud800", T, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unit");
    assertThat(new Sample(DeviceId.of("d"), "t", "m/s²", T, 1).unit()).isEqualTo("m/s²");
  }

  @Test
  void latestMovesOnlyForwardInEventTime() throws Exception {
    SensorDataChannel channel = channel("a");
    DeviceId device = DeviceId.of("d");
    channel.publish(Sample.of("d", "t", T.plusSeconds(5), 5)).get(10, TimeUnit.SECONDS);
    assertThat(channel.latest(device, "t")).map(Sample::value).contains(5.0);
    assertThat(channel.latest(device, "none")).isEmpty();
    channel.publish(Sample.of("d", "t", T.plusSeconds(3), 3));
    channel.publish(Sample.of("d", "u", T, 1)).get(10, TimeUnit.SECONDS);
    await().until(() -> channel.latest(device, "u").isPresent());
    assertThat(channel.latest(device, "t")).map(Sample::value).contains(5.0);
    SensorDataChannel other = channel("b");
    other.publish(Sample.of("d", "t", T.plusSeconds(5), 6)).get(10, TimeUnit.SECONDS);
    await().until(() -> channel.latest(device, "t").map(Sample::value).orElse(0.0) == 6.0);
    assertThat(other.latest(device, "t")).map(Sample::value).contains(6.0);
  }

  @Test
  void historyIsInTheOrderOfEventTimeAndAggregatesIt() throws Exception {
    SensorDataChannel a = channel("a");
    SensorDataChannel b = channel("b");
    List<Sample> late = new ArrayList<>(samples(0, 3_000));
    java.util.Collections.shuffle(late, new java.util.Random(7));
    a.publishAll(late.subList(0, 1_500)).get(10, TimeUnit.SECONDS);
    b.publishAll(late.subList(1_500, 3_000)).get(10, TimeUnit.SECONDS);
    SensorDataChannel reader = channel("c");
    HistoryQuery all = HistoryQuery.between(T, T.plusSeconds(60));
    assertThat(reader.history(all).toList()).isEqualTo(samples(0, 3_000));
    assertThat(reader.history(HistoryQuery.between(T.plusMillis(10), T.plusMillis(20))))
        .isEqualTo(samples(10, 20));
    assertThat(reader.history(all.of(DeviceId.of("d3"))).toList())
        .hasSizeBetween(428, 429)
        .allMatch(s -> s.device().value().equals("d3"));
    assertThat(reader.history(all.of("humidity")).toList()).isEmpty();
    List<WindowAggregate> windows =
        Windows.tumbling(Duration.ofSeconds(1))
            .aggregate(reader.history(all.of(DeviceId.of("d3"))));
    assertThat(windows).hasSize(3);
    assertThat(windows.get(1).start()).isEqualTo(T.plusSeconds(1));
    assertThat(windows.get(1).stats().min()).isEqualTo(1004);
  }

  @Test
  @SuppressWarnings("NullAway") // what callers without a null checker do
  void refusesBadInputAndWhatIsClosed() throws Exception {
    SensorDataChannel channel = channel("a");
    assertThatThrownBy(() -> channel.publish(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sample");
    assertThatThrownBy(() -> channel.publishAll(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channel.subscribe(SubscriptionStart.now(), null, Runnable::run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("listener");
    Subscription subscription =
        channel.subscribe(SubscriptionStart.now(), (p, s) -> {}, Runnable::run);
    channel.close();
    channel.close();
    subscription.close();
    assertThatThrownBy(() -> channel.publish(sample(1)))
        .isInstanceOf(CoordinationClosedException.class)
        .hasMessageContaining("Channel c");
    assertThatThrownBy(() -> channel.history(HistoryQuery.between(T, T)))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> channel.latest(DeviceId.of("d"), "t"))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(channel::flush).isInstanceOf(CoordinationClosedException.class);
  }

  @Test
  void takesSamplesOfAnySizeAndSendsWhatLingersWhenFlushedOrClosed() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    SensorDataChannel channel =
        coord.sensorDataChannel("c", SMALL.withLinger(Duration.ofMinutes(1)));
    Sample large =
        new Sample(DeviceId.of("漢".repeat(200)), "字".repeat(200), "é".repeat(50), T, -0.0);
    CompletableFuture<SegmentPosition> ack = channel.publish(large);
    channel.flush();
    assertThat(ack).isDone();
    CompletableFuture<SegmentPosition> last = channel.publish(sample(1));
    channel.close();
    assertThat(last).isCompleted();
    Recorder heard = subscribe(channel("b"), SubscriptionStart.oldest());
    await().until(() -> heard.values().equals(List.of(-0.0, 1.0)));
  }

  @Test
  void closingLeavesNoWatchAndNoThread() throws Exception {
    IotCoord coord = zookeeper.coord("leaver");
    SensorDataChannel channel = coord.sensorDataChannel("c");
    Subscription one = channel.subscribe(SubscriptionStart.now(), (p, s) -> {}, Runnable::run);
    Subscription two = channel.subscribe(SubscriptionStart.now(), (p, s) -> {}, Runnable::run);
    channel.publish(sample(1)).get(10, TimeUnit.SECONDS);
    channel.latest(DeviceId.of("d1"), "temperature");
    String log = zookeeper.root() + "/channels/c/log";
    assertThat(zookeeper.ask("wchp")).contains(log);
    one.close();
    two.close();
    channel.close();
    await().until(() -> !zookeeper.ask("wchp").contains(log));
    coord.close();
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().contains("iot-coord-leaver")));
  }

  @Test
  void readingAloneCreatesNothing() throws Exception {
    SensorDataChannel channel = channel("a");
    subscribe(channel, SubscriptionStart.oldest());
    assertThat(channel.latest(DeviceId.of("d"), "t")).isEmpty();
    assertThat(channel.history(HistoryQuery.between(T, T.plusSeconds(1))).toList()).isEmpty();
    channel.flush();
    channel.close();
    assertThat(zookeeper.client().checkExists().forPath(zookeeper.root() + "/channels")).isNull();
  }
}
