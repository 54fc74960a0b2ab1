package io.github.iotcoord.failure;

import static io.github.iotcoord.failure.FailureDetector.NO_SEQUENCE;

/**
 * The beat that nearly all beats are: the next one, about when it was expected. It learns what
 * {@link AdaptiveDetector} does from it, but right from the packed state and into it, without an
 * object: at twenty million beats a second that is what they cost.
 */
final class RegularBeat {
  private RegularBeat() {}

  /**
   * Learns from a beat, all but its arrival.
   *
   * @param gap the time since the last arrival
   * @return whether it was a regular one; if not, nothing has been learned
   */
  static boolean learn(long[] state, int at, long gap, long sequence) {
    long basics = state[at + Learned.BASICS];
    long losses = state[at + Learned.LOSSES];
    int counters = (int) losses;
    int beats = counters & Learned.BEATS_BITS;
    if ((counters & Learned.IRREGULAR) != Learned.HEARD || beats < AdaptiveDetector.GAPS_TO_KNOW) {
      return false;
    }
    boolean numbered = (counters & Learned.NUMBERED) != 0;
    int number = (int) (basics >>> 16) + 1;
    double period = Float.intBitsToFloat((int) (basics >>> 32));
    double fromLast = (double) gap / period - 1;
    boolean next =
        numbered
            ? sequence != NO_SEQUENCE && (short) ((int) sequence - number) == 0
            : sequence == NO_SEQUENCE && Math.abs(fromLast) < 0.5;
    if (!next) {
      return false;
    }
    double fromSchedule = MiniFloat.unpackSigned((int) basics & 0xffff) + fromLast;
    long scales = state[at + Learned.SCALES];
    double meanFromLast = MiniFloat.unpack((int) (scales >>> 48));
    double tail = MiniFloat.unpack((int) (scales >>> 16) & 0xffff);
    double bound = AdaptiveDetector.bound(meanFromLast, tail);
    if (Math.abs(fromLast) > bound || Math.abs(fromSchedule) > bound) {
      return false;
    }
    if (beats < Gains.BEATS) {
      beats++;
      losses++;
    }
    int scheduled = (counters >>> Learned.SCHEDULED) & Learned.SCHEDULED_BITS;
    if (scheduled < Gains.SCHEDULE_BEATS) {
      scheduled++;
      losses += 1L << Learned.SCHEDULED;
    }
    double gain = Gains.jitter(beats);
    double meanFromSchedule = MiniFloat.unpack((int) (scales >>> 32) & 0xffff);
    boolean bySchedule = AdaptiveDetector.goesBySchedule(meanFromSchedule, meanFromLast);
    meanFromLast += gain * (Math.abs(fromLast) - meanFromLast);
    meanFromSchedule += gain * (Math.abs(fromSchedule) - meanFromSchedule);
    tail =
        AdaptiveDetector.tail(
            tail,
            bySchedule ? fromSchedule : fromLast,
            bySchedule ? meanFromSchedule : meanFromLast,
            gain);
    double begins = MiniFloat.unpack((int) scales & 0xffff);
    begins -= Gains.loss(beats) * begins;
    double recent = MiniFloat.unpack((int) (losses >>> 32) & 0xffff);
    recent -= Losses.RECENT_GAIN * recent;
    period = AdaptiveDetector.period(period, 1 + Gains.beta(scheduled) * fromSchedule);
    double lateness = fromSchedule * (1 - Gains.alpha(scheduled));

    state[at + Learned.BASICS] = Learned.basics(period, number, lateness);
    state[at + Learned.SCALES] = Learned.scales(meanFromLast, meanFromSchedule, tail, begins);
    state[at + Learned.LOSSES] =
        (losses & 0xffff_0000_ffff_ffffL) | (long) MiniFloat.pack(recent) << 32;
    return true;
  }
}
