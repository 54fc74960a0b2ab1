package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.internal.codec.SegmentDecoder;
import io.github.iotcoord.internal.codec.SegmentEncoder;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

class LatestValuesTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final SegmentPosition ANY = new SegmentPosition("p", 0);

  private final LongAdder future = new LongAdder();
  private final LatestValues latest = new LatestValues(Duration.ofHours(1), future);

  private static Segment segment(List<Sample> samples) {
    SegmentEncoder encoder = new SegmentEncoder();
    samples.forEach(encoder::add);
    return new SegmentDecoder().decode(encoder.encode());
  }

  private static Stat stat(long czxid) {
    Stat stat = new Stat();
    stat.setCzxid(czxid);
    stat.setCtime(T.toEpochMilli());
    return stat;
  }

  private void commit(long czxid, Sample... samples) {
    latest.segment(ANY, stat(czxid), segment(List.of(samples)));
  }

  private double value(String device) {
    return latest.get(DeviceId.of(device), "t").orElseThrow().value();
  }

  @Test
  void theLatestEventTimeCountsAndThenTheLastCommit() {
    commit(5, Sample.of("d", "t", T, 1), Sample.of("d", "t", T.minusMillis(1), 2));
    assertThat(value("d")).isEqualTo(1);
    commit(4, Sample.of("d", "t", T, 3));
    assertThat(value("d")).isEqualTo(1);
    commit(6, Sample.of("d", "t", T, 4), Sample.of("d", "t", T, 5));
    assertThat(value("d")).isEqualTo(5);
    commit(7, Sample.of("d", "t", T.minusSeconds(1), 6));
    assertThat(value("d")).isEqualTo(5);
    assertThat(latest.get(DeviceId.of("d"), "other")).isEmpty();
  }

  @Test
  void aSampleFromTheFutureHidesNothing() {
    Instant far = T.plus(Duration.ofHours(2));
    commit(5, Sample.of("d", "t", T, 1), Sample.of("d", "t", far, 2), Sample.of("e", "t", far, 3));
    assertThat(value("d")).isEqualTo(1);
    assertThat(latest.get(DeviceId.of("e"), "t")).isEmpty();
    assertThat(future.sum()).isEqualTo(2);
  }

  @Test
  void manySeriesAreKeptApart() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      samples.add(Sample.of("d" + i, "t", T, i));
    }
    latest.segment(ANY, stat(1), segment(samples));
    for (int i = 0; i < 3_000; i++) {
      assertThat(value("d" + i)).isEqualTo(i);
    }
    assertThat(latest.get(DeviceId.of("d3000"), "t")).isEmpty();
  }

  @Test
  void whoeverAsksWithWhateverObjectGetsTheNewestValue() {
    for (int i = 1; i <= 3; i++) {
      commit(i, Sample.of("d", "t", T.plusMillis(i), i));
      for (int asker = 0; asker < 3; asker++) {
        assertThat(value(String.valueOf(new char[] {'d'}))).isEqualTo(i);
      }
      assertThat(latest.get(DeviceId.of("e"), "t")).isEmpty();
    }
  }

  @Test
  void aQueryTakesTheSamplesThatMatchIt() {
    Segment segment =
        segment(
            List.of(
                Sample.of("a", "t", T, 1),
                Sample.of("b", "t", T.plusMillis(1), 2),
                Sample.of("a", "u", T.plusMillis(2), 3),
                Sample.of("a", "t", T.plusMillis(3), 4)));
    HistoryQuery all = HistoryQuery.between(Instant.MIN, Instant.MAX);
    for (HistoryQuery query :
        List.of(
            all,
            all.of(DeviceId.of("a")),
            all.of("t"),
            all.of(DeviceId.of("c")),
            HistoryQuery.between(T.plusNanos(1), T.plusMillis(3)),
            HistoryQuery.between(T, T.plusMillis(3).plusNanos(1)),
            HistoryQuery.between(T, T))) {
      List<Sample> taken = new ArrayList<>();
      new HistoryFilter(query).take(segment, taken);
      assertThat(taken).isEqualTo(segment.stream().filter(query::matches).toList());
    }
  }
}
