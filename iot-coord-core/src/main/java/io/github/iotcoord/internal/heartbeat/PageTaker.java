package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.internal.codec.RelayPage;
import io.github.iotcoord.internal.codec.RelayRequest;
import io.github.iotcoord.internal.codec.RelayedBeats;
import io.github.iotcoord.registry.DeviceId;

/** Gives a judge what relays wrote. */
final class PageTaker {
  private static final long MS = 1_000_000;

  /** Of more beats of one device in one page the newest are told. */
  private static final long MOST_REPLAYED = 256;

  private final SilenceJudge judge;
  private final ObservedClock clock;
  private final SharedCounts counts;
  private volatile long begun;

  PageTaker(SilenceJudge judge, ObservedClock clock, SharedCounts counts) {
    this.judge = judge;
    this.clock = clock;
    this.counts = counts;
  }

  /** No beat is older than now: the silence of those that were taken over begins now. */
  void begin() {
    begun = clock.now();
  }

  void take(RelayPage page) {
    long now = clock.now();
    for (RelayRequest request : page.requests()) {
      DeviceId device = request.device();
      switch (request.kind()) {
        case TRACK -> judge.track(device, request.millis() * MS, 0, now);
        case UNTRACK -> judge.untrack(device);
        case SLEEP -> judge.expectSilence(device, now + request.millis() * MS, now);
      }
    }
    long known = 0;
    long unknown = 0;
    for (RelayedBeats beats : page.beats()) {
      if (beat(beats, now)) {
        known += beats.count();
      } else {
        unknown += beats.count();
      }
    }
    counts.beats.add(known);
    counts.strangers.add(unknown);
  }

  // The beats before the newest are spread over their time, so that a detector learns the period,
  // and all numbers that were missing lie before the newest, so that it learns the loss.
  private boolean beat(RelayedBeats beats, long now) {
    if (clock.isStanding()) {
      return judge.unobservedBeat(beats.device(), now);
    }
    long newest = now - beats.ageMillis() * MS;
    boolean numbered = beats.sequence() >= 0;
    long apart = beats.spanMillis() * MS / Math.max(1, beats.count() - 1);
    for (long i = Math.min(beats.count(), MOST_REPLAYED) - 1; i > 0; i--) {
      long at = newest - apart * i;
      long sequence =
          numbered ? beats.sequence() - beats.missed() - i : FailureDetector.NO_SEQUENCE;
      if (!judge.beat(beats.device(), sequence, Math.max(begun, at))) {
        return false;
      }
    }
    return judge.beat(
        beats.device(),
        numbered ? beats.sequence() : FailureDetector.NO_SEQUENCE,
        Math.max(begun, newest));
  }
}
