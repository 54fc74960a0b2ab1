package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.codec.StoredPosition;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoredPositionsTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final SubscriptionStart FROM_OLDEST =
      SubscriptionStart.stored("dashboard", SubscriptionStart.oldest());

  private static SensorDataChannel channel(IotCoord coord) {
    return coord.sensorDataChannel("c", ChannelOptions.defaults().withSegmentBytes(1024));
  }

  private static SensorDataChannel channel(String identity) throws InterruptedException {
    return channel(zookeeper.coord(identity));
  }

  private static SegmentPosition publish(SensorDataChannel channel, int from, int to)
      throws Exception {
    List<Sample> samples =
        IntStream.range(from, to).mapToObj(i -> Sample.of("d", "t", T.plusMillis(i), i)).toList();
    return channel.publishAll(samples).get(10, TimeUnit.SECONDS);
  }

  private static List<Double> values(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> (double) i).toList();
  }

  private static String path() {
    return zookeeper.root() + "/channels/c/positions/dashboard";
  }

  private static Recorder recorder() {
    return zookeeper.own(new Recorder());
  }

  private static void awaitStored(SensorDataChannel channel, SegmentPosition last) {
    await()
        .until(() -> channel.storedPosition("dashboard").filter(p -> p.contains(last)).isPresent());
  }

  @Test
  void aSubscriptionGoesOnWhereTheLastOfItsNameStood() throws Exception {
    SensorDataChannel channel = channel("p");
    publish(channel, 0, 1_000);
    Recorder first = recorder();
    Subscription subscription = channel("s").subscribe(FROM_OLDEST, first, first.thread());
    SegmentPosition last = publish(channel, 1_000, 2_000);
    await().until(() -> first.values().size() == 2_000);
    awaitStored(channel, last); // while it goes on
    SegmentPosition closedAt = publish(channel, 2_000, 2_001);
    await().until(() -> first.values().size() == 2_001);
    subscription.close();
    awaitStored(channel, closedAt);
    publish(channel, 2_001, 3_000);
    SensorDataChannel other = channel("q");
    publish(other, 0, 10);

    Recorder second = recorder();
    channel("s2").subscribe(FROM_OLDEST, second, second.thread());
    await().until(() -> second.values().size() >= 1_009);
    assertThat(second.values("p")).isEqualTo(values(2_001, 3_000));
    assertThat(second.values("q")).isEqualTo(values(0, 10));
    assertThat(first.values()).isEqualTo(values(0, 2_001));
    assertThat(first.ends()).isEmpty();
  }

  @Test
  void whereItBeganCountsAlsoIfNothingWasDelivered() throws Exception {
    SensorDataChannel channel = channel("p");
    publish(channel, 0, 100);
    SubscriptionStart start = SubscriptionStart.stored("dashboard", SubscriptionStart.now());
    Recorder first = recorder();
    channel.subscribe(start, first, first.thread()).close();
    publish(channel, 100, 200);
    Recorder second = recorder();
    channel.subscribe(start, second, second.thread());
    await().until(() -> second.values().equals(values(100, 200)));
    assertThat(first.values()).isEmpty();
  }

  @Test
  void theNewestTakesOverAndTheOneBeforeIsStopped() throws Exception {
    SensorDataChannel channel = channel("p");
    Recorder first = recorder();
    channel("s").subscribe(FROM_OLDEST, first, first.thread());
    SegmentPosition before = publish(channel, 0, 100);
    awaitStored(channel, before);
    Recorder second = recorder();
    channel("s2").subscribe(FROM_OLDEST, second, second.thread());
    publish(channel, 100, 200);
    await().until(() -> first.ends().size() == 1);
    assertThat(first.ends().get(0))
        .hasMessageContaining("subscription dashboard to channel c")
        .hasMessageContaining("taken over by s2~");
    publish(channel, 200, 300);
    await().until(() -> second.values().size() >= 200);
    assertThat(second.values()).isEqualTo(values(100, 300));
    List<Double> both = first.values();
    assertThat(both).startsWith(values(0, 100).toArray(Double[]::new));
    assertThat(both).isEqualTo(values(0, both.size()));
    assertThat(second.ends()).isEmpty();
  }

  @Test
  void anAnswerThatIsLostEndsNothingAndACrashRepeatsOnlyWhatWasNotStored() throws Exception {
    SensorDataChannel channel = channel("p");
    FreezingProxy proxy = zookeeper.proxy();
    Recorder first = recorder();
    channel(zookeeper.coord("s", proxy)).subscribe(FROM_OLDEST, first, first.thread());
    int published = 0;
    for (int round = 0; round < 2; round++) {
      SegmentPosition last = publish(channel, published, published + 100);
      published += 100;
      int heard = published;
      await().until(() -> first.values().size() >= heard);
      proxy.cut();
      proxy.mend();
      awaitStored(channel, last);
    }
    proxy.cut();
    SegmentPosition lost = publish(channel, 200, 300);
    Recorder second = recorder();
    channel("s2").subscribe(FROM_OLDEST, second, second.thread());
    await().until(() -> second.values().equals(values(200, 300)));
    awaitStored(channel, lost);
    proxy.mend();
    await().until(() -> first.ends().size() == 1);
    assertThat(first.values().subList(0, 200)).isEqualTo(values(0, 200));
  }

  @Test
  void whatAListenerIsBusyWithWhenItIsClosedIsStoredWhenItReturns() throws Exception {
    SensorDataChannel channel = channel("p");
    CompletableFuture<Subscription> own = new CompletableFuture<>();
    Recorder first = recorder();
    own.complete(
        channel.subscribe(
            FROM_OLDEST,
            (position, samples) -> {
              first.samples(position, samples);
              own.join().close();
            },
            first.thread()));
    SegmentPosition last = publish(channel, 0, 1_000);
    await().until(() -> first.positions().size() == 1);
    awaitStored(channel, new SegmentPosition(last.publisher(), 0));
    Recorder second = recorder();
    channel.subscribe(FROM_OLDEST, second, second.thread());
    await().until(() -> second.positions().contains(last));
    assertThat(second.positions().get(0).number()).isEqualTo(1);
  }

  @Test
  void aPositionThatCannotBeReadIsToldAtOnceAndCanBeDeleted() throws Exception {
    SensorDataChannel channel = channel("p");
    publish(channel, 0, 100);
    byte[] garbled = "{\"format\":1}".getBytes(StandardCharsets.UTF_8);
    zookeeper.client().create().creatingParentsIfNeeded().forPath(path(), garbled);
    Recorder heard = recorder();
    assertThatThrownBy(() -> channel.subscribe(FROM_OLDEST, heard, heard.thread()))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(path());
    assertThatThrownBy(() -> channel.storedPosition("dashboard"))
        .isInstanceOf(WireFormatException.class);
    assertThat(zookeeper.client().getData().forPath(path())).isEqualTo(garbled);
    assertThat(channel.deleteStoredPosition("dashboard")).isTrue();
    assertThat(channel.deleteStoredPosition("dashboard")).isFalse();
    assertThat(channel.storedPosition("dashboard")).isEmpty();
    channel.subscribe(FROM_OLDEST, heard, heard.thread());
    await().until(() -> heard.values().equals(values(0, 100)));
  }

  @Test
  void ofManyPublishersThoseThatAreGoneAreDropped() throws Exception {
    SensorDataChannel channel = channel("p");
    SegmentPosition last = publish(channel, 0, 1);
    store(Map.of("gone-1", 7L, "gone-2", 0L));
    channel.subscribe(FROM_OLDEST, (position, samples) -> {}, Runnable::run).close();
    assertThat(channel.storedPosition("dashboard").orElseThrow())
        .contains(new SegmentPosition("gone-1", 6));

    store(
        IntStream.range(0, 1_500).boxed().collect(Collectors.toMap(i -> "gone-" + i, i -> i + 1L)));
    channel.subscribe(FROM_OLDEST, (position, samples) -> {}, Runnable::run);
    awaitStored(channel, last);
    assertThat(channel.storedPosition("dashboard")).contains(List.of(last));
  }

  private static void store(Map<String, Long> next) throws Exception {
    zookeeper
        .client()
        .create()
        .orSetData()
        .creatingParentsIfNeeded()
        .forPath(path(), new StoredPosition("somebody", next).encode());
  }

  @Test
  void publishersThatAreGoneAreDroppedAlsoIfTheirNamesAreTooLong() throws Exception {
    SensorDataChannel channel = channel("p");
    SegmentPosition last = publish(channel, 0, 1);
    String name = "\u8a9e".repeat(190);
    store(IntStream.range(0, 950).boxed().collect(Collectors.toMap(i -> name + i, i -> 1L)));
    channel.subscribe(FROM_OLDEST, (position, samples) -> {}, Runnable::run);
    awaitStored(channel, last);
    assertThat(channel.storedPosition("dashboard")).contains(List.of(last));
  }

  @Test
  void ofALogThatCameMeanwhileWhatRetentionHasTakenIsAGap() throws Exception {
    SensorDataChannel channel = channel("p");
    SegmentPosition first = publish(channel, 0, 1);
    SegmentPosition second = publish(channel, 1, 2);
    String log = zookeeper.root() + "/channels/c/log/" + first.publisher();
    zookeeper.client().delete().forPath(log + "/000000000000");
    store(Map.of());
    Recorder heard = recorder();
    channel.subscribe(FROM_OLDEST, heard, heard.thread());
    await().until(() -> heard.positions().equals(List.of(second)));
    assertThat(heard.gaps()).containsExactly(new Recorder.Gap(first, 1));

    assertThat(channel.deleteStoredPosition("dashboard")).isTrue();
    Recorder anew = recorder();
    channel.subscribe(FROM_OLDEST, anew, anew.thread());
    await().until(() -> anew.positions().equals(List.of(second)));
    assertThat(anew.gaps()).isEmpty();
  }

  @Test
  void aSubscriptionWhosePositionIsDeletedIsStopped() throws Exception {
    SensorDataChannel channel = channel("p");
    Recorder heard = recorder();
    channel.subscribe(FROM_OLDEST, heard, heard.thread());
    assertThat(channel.storedPosition("dashboard")).isEqualTo(Optional.of(List.of()));
    assertThat(channel.deleteStoredPosition("dashboard")).isTrue();
    publish(channel, 0, 100);
    await().until(() -> heard.ends().size() == 1);
    assertThat(heard.ends().get(0)).hasMessageContaining("was deleted");
    assertThat(channel.storedPosition("dashboard")).isEmpty();
  }

  @Test
  void aSubscriptionWhoseExecutorRejectsIsStoppedAndSaysSo() throws Exception {
    isStopped(
        () -> {
          throw new IllegalStateException("an executor that has failed");
        });
  }

  @Test
  void aSubscriptionWhoseExecutorThrowsAnErrorIsStoppedAndSaysSo() throws Exception {
    isStopped(
        () -> {
          throw new OutOfMemoryError("unable to create a thread");
        });
  }

  private static void isStopped(Runnable failure) throws Exception {
    SensorDataChannel channel = channel("p");
    Recorder heard = recorder();
    CountDownLatch rejected = new CountDownLatch(1);
    channel.subscribe(
        SubscriptionStart.now(),
        heard,
        task -> {
          rejected.countDown();
          failure.run();
        });
    publish(channel, 0, 100);
    await().until(() -> heard.ends().size() == 1);
    assertThat(heard.ends().get(0)).hasMessageContaining("takes no tasks");
    publish(channel, 100, 200);
    assertThat(heard.values()).isEmpty();
    assertThat(rejected.getCount()).isZero();
  }

  @Test
  void refusesNamesAndStartsThatAreNone() {
    assertThatThrownBy(() -> SubscriptionStart.stored("a/b", SubscriptionStart.now()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subscription name");
    assertThatThrownBy(() -> SubscriptionStart.stored("a", FROM_OLDEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("otherwise");
  }
}
