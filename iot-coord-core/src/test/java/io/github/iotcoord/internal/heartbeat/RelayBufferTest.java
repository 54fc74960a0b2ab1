package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.internal.codec.RelayRequest;
import io.github.iotcoord.internal.codec.RelayRequest.Kind;
import io.github.iotcoord.internal.codec.RelayedBeats;
import io.github.iotcoord.registry.DeviceId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RelayBufferTest {
  private static final DeviceId DEVICE = DeviceId.of("pump-7");
  private static final CompletableFuture<Void> NOBODY = new CompletableFuture<>();
  private static final long MS = 1_000_000;

  private final RelayBuffer buffer = new RelayBuffer(3, new AtomicLong());

  private OutgoingPage take() {
    return Objects.requireNonNull(buffer.take(1_000, 2));
  }

  private RelayedBeats told(long now) {
    return take().beats().get(0).at(now);
  }

  @Test
  void theNewestBeatIsToldWithWhatCameBefore() {
    buffer.beat(DEVICE, 5, 10 * MS, true);
    buffer.beat(DEVICE, 6, 20 * MS, true);
    buffer.beat(DEVICE, 9, 50 * MS, true);
    assertThat(told(80 * MS)).isEqualTo(new RelayedBeats(DEVICE, 9, 3, 2, 30, 40));
  }

  @Test
  void aBeatThatCameLateWasNotMissed() {
    buffer.beat(DEVICE, 5, 0, true);
    buffer.beat(DEVICE, 7, 10 * MS, true);
    buffer.beat(DEVICE, 6, 20 * MS, true);
    buffer.beat(DEVICE, 8, 30 * MS, true);
    assertThat(told(30 * MS)).isEqualTo(new RelayedBeats(DEVICE, 8, 4, 0, 0, 30));
  }

  @Test
  void aCounterThatBeginsAnewIsToldAlone() {
    buffer.beat(DEVICE, 5_000, 0, true);
    buffer.beat(DEVICE, 0, 10 * MS, true);
    assertThat(told(10 * MS)).isEqualTo(new RelayedBeats(DEVICE, 0, 1, 0, 0, 0));
  }

  @Test
  void pagesAreOfASizeAndNoBeatIsInTwo() {
    for (int i = 0; i < 200; i++) {
      assertThat(buffer.beat(DeviceId.of("device-" + i), -1, 0, i < 199))
          .isEqualTo(i < 199 ? 1 : -1);
    }
    OutgoingPage first = take();
    OutgoingPage second = take();
    assertThat(first.bytes()).isBetween(1_000, 1_100);
    assertThat(first.beats()).doesNotContainAnyElementsOf(second.beats());
    assertThat(buffer.size()).isEqualTo(199 - first.beats().size() - second.beats().size());
    assertThat(buffer.take(1_000, 2)).isNull();
    assertThat(buffer.isHeldUp(2)).isTrue();
    buffer.written(first);
    buffer.gone(List.of(first.number()), Set.of());
    assertThat(buffer.take(1_000, 2)).isNotNull();
  }

  @Test
  void aPageIsMeasuredInBytes() {
    for (String id : new String[] {"計測器計測器計測器計測器", "äöüäöüäöüäöü"}) {
      RelayBuffer of = new RelayBuffer(3, new AtomicLong());
      for (int i = 0; i < 200; i++) {
        of.beat(DeviceId.of(id + i), -1, 0, true);
      }
      OutgoingPage beats = Objects.requireNonNull(of.take(4_000, 8));
      assertThat(beats.encode(0).length).as(id).isBetween(2_000, 4_100);
      for (int i = 0; i < 200; i++) {
        RelayRequest track = new RelayRequest(Kind.TRACK, DeviceId.of(id + i), 1);
        of.ask(new OutgoingPage.Request(track, 0, NOBODY));
      }
      OutgoingPage requests = Objects.requireNonNull(of.take(4_000, 8));
      assertThat(requests.encode(0).length).as(id).isBetween(2_000, 4_100);
    }
  }

  @Test
  void theOldestPageIsGivenUpOnlyForNewerBeats() {
    buffer.beat(DEVICE, 1, 0, true);
    OutgoingPage first = take();
    buffer.beat(DEVICE, 2, 0, true);
    buffer.written(take());
    buffer.written(first);
    assertThat(buffer.giveUpOldest(2)).isNull();
    buffer.beat(DEVICE, 3, 0, true);
    assertThat(buffer.giveUpOldest(2)).isSameAs(first);
    assertThat(buffer.unreadCount()).isEqualTo(1);
  }
}
