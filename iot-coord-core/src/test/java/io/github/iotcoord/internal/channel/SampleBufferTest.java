package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.ChannelOptions.Overflow;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.internal.codec.SegmentDecoder;
import io.github.iotcoord.internal.codec.SegmentEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SampleBufferTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  private final Told told = new Told();

  private static final class Told implements SampleBuffer.Owner {
    private int enough;
    private final List<Long> dropped = new ArrayList<>();
    private final List<PendingSegment> failed = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    @Override
    public void enough() {
      enough++;
    }

    @Override
    public void lingering() {}

    @Override
    public void dropped(long index, Ack ack) {
      dropped.add(index);
    }

    @Override
    public void failed(PendingSegment segment, RuntimeException failure) {
      failed.add(segment);
      failures.add(failure);
    }
  }

  private SampleBuffer buffer(ChannelOptions options) {
    return new SampleBuffer("c", options, told, SegmentEncoder::new);
  }

  private static Sample sample(long millis, double value) {
    return Sample.of("d", "m", T.plusMillis(millis), value);
  }

  private static PendingSegment taken(SampleBuffer buffer, long number) {
    return Objects.requireNonNull(buffer.take(number));
  }

  @Test
  void samplesThatCannotBeEncodedAreGivenUpAndThoseAfterThemAreTaken() throws Exception {
    AssertionError broken = new AssertionError("an encoder that is broken");
    AtomicBoolean first = new AtomicBoolean(true);
    SampleBuffer buffer =
        new SampleBuffer(
            "c",
            ChannelOptions.defaults().withBuffer(3, Overflow.FAIL),
            told,
            () -> {
              if (first.getAndSet(false)) {
                throw broken;
              }
              return new SegmentEncoder();
            });
    buffer.add(List.of(sample(0, 1), sample(1, 2), sample(2, 3)));
    buffer.makeDue();
    assertThat(buffer.take(0)).isNull();
    assertThat(told.failed).singleElement().satisfies(s -> assertThat(s.samples()).isEqualTo(3));
    assertThat(told.failures.get(0))
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining("channel c")
        .hasCause(broken);

    buffer.settled(3);
    List<Sample> good = List.of(sample(0, 1), sample(1, 2), sample(2, 3));
    buffer.add(good);
    buffer.makeDue();
    PendingSegment next = taken(buffer, 0);
    assertThat(next.firstIndex()).isEqualTo(3);
    assertThat(new SegmentDecoder().decode(next.payload())).isEqualTo(good);
  }

  @Test
  void aSampleThatWidensEveryColumnMakesNoSegmentTooLarge() throws Exception {
    int count = 200_000;
    ChannelOptions options =
        ChannelOptions.defaults()
            .withSegmentBytes(256 * 1024)
            .withBuffer(2 * count, Overflow.BLOCK);
    SampleBuffer buffer = buffer(options);
    List<Sample> samples = new ArrayList<>();
    // Steps and values of one byte, and then each time one that takes eight of both.
    for (int i = 0; i < count; i++) {
      boolean wide = i % 20_000 == 19_999;
      samples.add(wide ? sample(200_000_000_000_000L, Math.PI * 1e200) : sample(i % 2, i % 100));
    }
    buffer.add(samples);
    buffer.makeDue();
    List<Sample> back = new ArrayList<>();
    for (long number = 0; back.size() < count; number++) {
      back.addAll(new SegmentDecoder().decode(taken(buffer, number).payload()));
    }
    assertThat(back).isEqualTo(samples);
    assertThat(told.failed).isEmpty();
  }

  @Test
  void whatIsDroppedWhileASegmentIsMadeMovesNoIndexes() throws Exception {
    List<Sample> late = IntStream.range(600, 700).mapToObj(SampleBufferTest::unpackable).toList();
    List<SampleBuffer> making = new ArrayList<>();
    SampleBuffer buffer =
        new SampleBuffer(
            "c",
            ChannelOptions.defaults().withSegmentBytes(1024).withBuffer(600, Overflow.DROP_OLDEST),
            told,
            () -> {
              making.forEach(it -> addNow(it, late));
              return new SegmentEncoder();
            });
    making.add(buffer);
    buffer.add(IntStream.range(0, 600).mapToObj(SampleBufferTest::unpackable).toList());
    buffer.makeDue();
    PendingSegment first = taken(buffer, 0);
    making.clear();
    int samples = first.samples();
    assertThat(samples).isLessThan(256); // so what was taken with them came back
    assertThat(told.dropped).containsExactlyElementsOf(LongStream.range(256, 356).boxed().toList());
    assertThat(buffer.firstWaiting()).isEqualTo(samples);

    told.dropped.clear();
    buffer.add(List.of(unpackable(700)));
    assertThat(told.dropped).containsExactly((long) samples);

    List<Sample> rest = new ArrayList<>();
    PendingSegment next = taken(buffer, 1);
    assertThat(next.firstIndex()).isEqualTo(samples + 1);
    for (long number = 2; next != null; number++) {
      rest.addAll(new SegmentDecoder().decode(next.payload()));
      buffer.makeDue();
      next = buffer.take(number);
    }
    assertThat(rest)
        .isEqualTo(
            IntStream.concat(IntStream.range(samples + 1, 256), IntStream.rangeClosed(356, 700))
                .mapToObj(SampleBufferTest::unpackable)
                .toList());
    assertThat(buffer.firstWaiting()).isEqualTo(701);
  }

  private static void addNow(SampleBuffer buffer, List<Sample> samples) {
    try {
      buffer.add(samples);
    } catch (InterruptedException e) {
      throw new AssertionError("it waits for nothing", e);
    }
  }

  private static Sample unpackable(int i) {
    return sample(i, Math.sin(i));
  }

  @Test
  void whatIsDroppedLaterMayHaveALowerIndex() {
    Ack ack = new Ack(2);
    Drops drops = new Drops(256, ack);
    assertThat(drops.add(100, ack)).isTrue();
    assertThat(drops.tell()).containsExactly(ack);
    assertThat(drops.first()).isEqualTo(100);
    assertThat(drops.add(101, ack)).isFalse();
  }

  @Test
  void aFullBufferIsSentAlsoIfItHoldsLessThanASegment() throws Exception {
    for (Overflow overflow : Overflow.values()) {
      told.enough = 0;
      SampleBuffer buffer = buffer(ChannelOptions.defaults().withBuffer(10, overflow));
      buffer.add(IntStream.range(0, 10).mapToObj(i -> sample(i, i)).toList());
      assertThat(told.enough).as("%s", overflow).isEqualTo(1);
      assertThat(taken(buffer, 0).samples()).isEqualTo(10);
    }
  }
}
