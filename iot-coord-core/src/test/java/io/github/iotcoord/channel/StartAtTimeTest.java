package io.github.iotcoord.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StartAtTimeTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  private record Committed(SegmentPosition position, long millis) {}

  private static Recorder subscribe(SensorDataChannel channel, Instant time)
      throws InterruptedException {
    Recorder recorder = zookeeper.own(new Recorder());
    channel.subscribe(SubscriptionStart.at(time), recorder, recorder.thread());
    return recorder;
  }

  private static SegmentPosition publish(SensorDataChannel channel, int value) throws Exception {
    return channel.publish(Sample.of("d", "t", T, value)).get(10, TimeUnit.SECONDS);
  }

  private static List<Committed> publishSome(SensorDataChannel channel, int count)
      throws Exception {
    CuratorFramework client = zookeeper.client();
    List<Committed> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SegmentPosition position = publish(channel, i);
      String log = zookeeper.root() + "/channels/c/log/" + position.publisher();
      Stat stat = client.checkExists().forPath(log + "/%012d".formatted(position.number()));
      all.add(new Committed(position, stat.getCtime()));
    }
    return all;
  }

  @Test
  void beginsInEachLogWithTheFirstSegmentCommittedAtTheTimeOrLater() throws Exception {
    SensorDataChannel one = zookeeper.coord("a").sensorDataChannel("c");
    SensorDataChannel two = zookeeper.coord("b").sensorDataChannel("c");
    List<Committed> all = new ArrayList<>(publishSome(one, 9));
    all.addAll(publishSome(two, 6));
    List<Instant> times = new ArrayList<>(List.of(Instant.MIN, Instant.EPOCH, Instant.MAX));
    for (Committed each : all) {
      times.add(Instant.ofEpochMilli(each.millis));
      times.add(Instant.ofEpochMilli(each.millis).plusNanos(1));
    }
    List<Recorder> recorders = new ArrayList<>();
    for (Instant time : times) {
      recorders.add(subscribe(one, time));
    }
    SegmentPosition last = publish(one, 100);
    for (int i = 0; i < times.size(); i++) {
      Instant time = times.get(i);
      List<SegmentPosition> expected = new ArrayList<>();
      for (Committed each : all) {
        if (!Instant.ofEpochMilli(each.millis).isBefore(time)) {
          expected.add(each.position);
        }
      }
      expected.add(last);
      Recorder recorder = recorders.get(i);
      await().until(() -> recorder.positions().size() >= expected.size());
      assertThat(recorder.positions()).as("from %s", time).hasSameElementsAs(expected);
    }
  }

  @Test
  void ofAPublisherThatComesLaterNothingIsLeftOut() throws Exception {
    SensorDataChannel one = zookeeper.coord("a").sensorDataChannel("c");
    Recorder heard = subscribe(one, Instant.MAX);
    SegmentPosition first = publish(one, 1);
    SegmentPosition second = publish(zookeeper.coord("b").sensorDataChannel("c"), 2);
    await().until(() -> heard.positions().size() == 2);
    assertThat(heard.positions()).containsExactlyInAnyOrder(first, second);
  }
}
