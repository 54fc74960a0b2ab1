package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.internal.codec.SegmentEncoder;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final DeviceId DEVICE = DeviceId.of("pump-7");

  private static Sample sample(double value) {
    return Sample.of("pump-7", "temperature", T, value);
  }

  private static SensorDataChannel channel(String identity) throws InterruptedException {
    return zookeeper.coord(identity).sensorDataChannel("c");
  }

  private static Recorder subscribe(SensorDataChannel channel) throws InterruptedException {
    Recorder recorder = zookeeper.own(new Recorder());
    channel.subscribe(SubscriptionStart.oldest(), recorder, recorder.thread());
    return recorder;
  }

  private static String log(String publisher) {
    return zookeeper.root() + "/channels/c/log/" + publisher;
  }

  /** Writes as somebody would who uses another library, and keeps to no rule. */
  private static void write(String publisher, long number, byte[] payload) throws Exception {
    CuratorFramework client = zookeeper.client();
    if (client.checkExists().forPath(log(publisher)) == null) {
      client
          .create()
          .creatingParentsIfNeeded()
          .forPath(log(publisher), "{\"format\":1,\"first\":0}".getBytes(StandardCharsets.UTF_8));
    }
    client.create().forPath(log(publisher) + "/%012d".formatted(number), payload);
  }

  private static byte[] segment(Sample... samples) {
    SegmentEncoder encoder = new SegmentEncoder();
    for (Sample sample : samples) {
      encoder.add(sample);
    }
    return encoder.encode();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aValueThatIsNoNumberIsNamed(double value) {
    assertThatThrownBy(() -> sample(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value of temperature of pump-7 must be finite, was " + value);
  }

  @Test
  void timesBefore1970AndTooLongNamesAreNamed() {
    assertThatThrownBy(() -> Sample.of("pump-7", "t", Instant.EPOCH.minusMillis(1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time of t of pump-7 must be from 1970 to 9999");
    String megabyte = "x".repeat(1 << 20);
    assertThatThrownBy(() -> Sample.of("pump-7", megabyte, T, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("metric has 1048576 characters, more than 200");
    assertThatThrownBy(() -> Sample.of(megabyte, "t", T, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048576 characters, more than 200");
    assertThatThrownBy(() -> new Sample(DEVICE, "t", megabyte, T, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unit has 1048576 characters, more than 50");
  }

  @Test
  void aSampleTooFarAheadIsRefusedAndPublishAllTakesNone() throws Exception {
    SensorDataChannel channel = channel("a");
    Instant ahead = Instant.now().plus(Duration.ofDays(1));
    Sample future = Sample.of("pump-7", "temperature", ahead, 2);
    assertThatThrownBy(() -> channel.publish(future))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("temperature of pump-7")
        .hasMessageContaining("PT1H");
    assertThatThrownBy(() -> channel.publishAll(List.of(sample(1), future)))
        .isInstanceOf(IllegalArgumentException.class);
    channel.publish(sample(3)).get(10, TimeUnit.SECONDS);
    HistoryQuery all = HistoryQuery.between(Instant.EPOCH, ahead.plusSeconds(1));
    assertThat(channel.history(all)).containsExactly(sample(3));

    SensorDataChannel patient =
        zookeeper
            .coord("b")
            .sensorDataChannel("c", ChannelOptions.defaults().withMaxAhead(Duration.ofDays(2)));
    patient.publish(future).get(10, TimeUnit.SECONDS);
    assertThat(patient.latest(DEVICE, "temperature")).contains(future);
  }

  @Test
  void whatAStrangerPublishesFromTheFutureNeverIsTheLatest() throws Exception {
    SensorDataChannel channel = channel("a");
    channel.publish(sample(1)).get(10, TimeUnit.SECONDS);
    Instant ahead = Instant.now().plus(Duration.ofDays(1));
    Sample future = Sample.of("pump-7", "temperature", ahead, 2);
    write("stranger", 0, segment(future, Sample.of("pump-7", "pressure", T, 5)));
    Recorder heard = subscribe(channel);
    assertThat(channel.latest(DEVICE, "pressure")).isPresent();
    assertThat(channel.latest(DEVICE, "temperature")).contains(sample(1));
    assertThat(channel.stats()).isEqualTo(new ChannelStats(0, 1));
    channel.publish(sample(7)).get(10, TimeUnit.SECONDS);
    await().until(() -> channel.latest(DEVICE, "temperature").equals(Optional.of(sample(7))));
    // It is a sample all the same.
    await().until(() -> heard.values().size() == 4);
    assertThat(channel.history(HistoryQuery.between(future.time(), ahead.plusSeconds(1))))
        .containsExactly(future);
  }

  @Test
  void tenThousandMetricsOfADeviceAreMany() throws Exception {
    SensorDataChannel channel = channel("a");
    Recorder heard = subscribe(channel("b"));
    List<Sample> samples =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new Sample(DEVICE, "metric-" + i, "Cel", T.plusMillis(i), i))
            .toList();
    channel.publishAll(samples).get(20, TimeUnit.SECONDS);
    await().until(() -> heard.values().size() == 10_000);
    for (Sample sample : samples) {
      assertThat(channel.latest(DEVICE, sample.metric())).contains(sample);
    }
    HistoryQuery all = HistoryQuery.between(T, T.plusSeconds(10));
    assertThat(channel.history(all).toList()).isEqualTo(samples);
    assertThat(channel.history(all.of("metric-77")).toList()).containsExactly(samples.get(77));
  }

  @Test
  void whatStrangersLeaveInALogIsPassedOverAndCounted() throws Exception {
    SensorDataChannel channel = channel("a");
    CuratorFramework client = zookeeper.client();
    write("stranger", 0, segment(sample(0)));
    write("stranger", 1, new byte[900_000]);
    write("stranger", 2, "{\"format\":1}".getBytes(StandardCharsets.UTF_8));
    write("stranger", 3, segment(Collections.nCopies(40_000, sample(3)).toArray(Sample[]::new)));
    write("stranger", 4, new byte[0]);
    write("stranger", 5, segment(sample(5)));
    for (String name : List.of("7", "notes", "0000000000007", "99999999999999999999")) {
      client.create().forPath(log("stranger") + "/" + name, new byte[] {1});
    }
    client.create().forPath(log("stranger") + "/000000000005/child");
    client
        .create()
        .creatingParentsIfNeeded()
        .forPath(log("bare") + "/000000000009", segment(sample(9)));
    client.create().forPath(log("empty"), new byte[] {(byte) 0xff});

    Recorder heard = subscribe(channel);
    channel.publish(sample(8)).get(10, TimeUnit.SECONDS);
    await().until(() -> heard.values().size() == 40_004 && heard.gaps().size() == 3);
    assertThat(heard.positions().stream().filter(p -> p.publisher().equals("stranger")))
        .extracting(SegmentPosition::number)
        .containsExactly(0L, 3L, 5L);
    assertThat(heard.gaps())
        .extracting(gap -> gap.from().number(), Recorder.Gap::count)
        .containsExactly(tuple(1L, 1L), tuple(2L, 1L), tuple(4L, 1L));
    assertThat(channel.history(HistoryQuery.between(T, T.plusSeconds(1))).count())
        .isEqualTo(40_004);
    assertThat(channel.latest(DEVICE, "temperature")).isPresent();
    assertThat(channel.stats().unreadableSegments()).isEqualTo(3);
    assertThat(client.checkExists().forPath(log("stranger") + "/000000000001")).isNotNull();
  }
}
