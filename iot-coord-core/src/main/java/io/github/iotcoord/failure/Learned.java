package io.github.iotcoord.failure;

/**
 * What {@link AdaptiveDetector} has learned of one device, and how it goes into four longs: 32
 * bytes, so that a million devices are 32 MB. Not thread-safe; used for one call after another.
 */
final class Learned {
  static final int LONGS = 4;

  /** The most that {@link #late} and {@link #multiples} count. */
  private static final int MOST_LATE = 7;

  static final int MOST_MULTIPLES = 15;

  static final int BASICS = 1;
  static final int SCALES = 2;
  static final int LOSSES = 3;

  // The lower half of the losses' long.
  static final int BEATS_BITS = 0x3ff;
  static final int SCHEDULED = 10;
  static final int SCHEDULED_BITS = 0x7f;
  private static final int LATE = 17;
  private static final int MULTIPLES = 20;
  static final int NUMBERED = 1 << 24;
  static final int HEARD = 1 << 25;
  private static final int ASLEEP = 1 << 26;

  /** A device that is well has only {@link #HEARD} of these. */
  static final int IRREGULAR = MOST_LATE << LATE | MOST_MULTIPLES << MULTIPLES | HEARD | ASLEEP;

  /** The last arrival, or when the device will wake up. */
  long arrival;

  /** The time between two beats, in nanoseconds; 0 while it is not known. */
  double period;

  /** The lowest bits of the last number. */
  int sequence;

  boolean numbered;

  /** Whether a beat has come since the start, or since the sleep. */
  boolean heard;

  /** Whether {@link #arrival} is when the device will wake up. */
  boolean asleep;

  /** By how much the last arrival was later than the schedule has it, in periods. */
  double lateness;

  /** Mean deviation of arrivals from the arrival before, in periods. */
  double fromLast;

  /** Mean deviation of arrivals from the schedule, in periods. */
  double fromSchedule;

  /** What one arrival in thirty-two is later than, in periods. */
  double tail;

  /** The share of the beats before which one or more are missing. */
  double lossBegins;

  /** The share of missing beats that another missing one follows. */
  double lossGoesOn;

  /** The share of missing beats lately. */
  double recentLoss;

  /** How many beats have been learned from, up to a limit. */
  int beats;

  /** How many beats the schedule rests on, up to a limit. */
  int scheduled;

  /** How many beats in a row came much too late. */
  int late;

  /** How many gaps in a row looked like losses, of a device without numbers. */
  int multiples;

  // Room for what a deadline takes, so that none is made for each.
  final Margin margin = new Margin();
  final Losses losses = new Losses();

  /** The time between two beats, of what is packed. */
  static double period(long[] state, int at) {
    return Float.intBitsToFloat((int) (state[at + BASICS] >>> 32));
  }

  /** How many beats have been learned from, of what is packed. */
  static int beats(long[] state, int at) {
    return (int) state[at + LOSSES] & BEATS_BITS;
  }

  /** Takes what is packed in the place of all that is here. */
  void read(long[] state, int at) {
    arrival = state[at];
    period = period(state, at);
    long basics = state[at + BASICS];
    sequence = (int) (basics >>> 16) & 0xffff;
    lateness = MiniFloat.unpackSigned((int) basics & 0xffff);
    long scales = state[at + SCALES];
    fromLast = MiniFloat.unpack((int) (scales >>> 48));
    fromSchedule = MiniFloat.unpack((int) (scales >>> 32) & 0xffff);
    tail = MiniFloat.unpack((int) (scales >>> 16) & 0xffff);
    lossBegins = MiniFloat.unpack((int) scales & 0xffff);
    long lossesAndCounters = state[at + LOSSES];
    lossGoesOn = MiniFloat.unpack((int) (lossesAndCounters >>> 48));
    recentLoss = MiniFloat.unpack((int) (lossesAndCounters >>> 32) & 0xffff);
    int counters = (int) lossesAndCounters;
    beats = counters & BEATS_BITS;
    scheduled = (counters >>> SCHEDULED) & SCHEDULED_BITS;
    late = (counters >>> LATE) & MOST_LATE;
    multiples = (counters >>> MULTIPLES) & MOST_MULTIPLES;
    numbered = (counters & NUMBERED) != 0;
    heard = (counters & HEARD) != 0;
    asleep = (counters & ASLEEP) != 0;
  }

  void write(long[] state, int at) {
    state[at] = arrival;
    state[at + BASICS] = basics(period, sequence, lateness);
    state[at + SCALES] = scales(fromLast, fromSchedule, tail, lossBegins);
    int counters =
        beats
            | scheduled << SCHEDULED
            | late << LATE
            | multiples << MULTIPLES
            | (numbered ? NUMBERED : 0)
            | (heard ? HEARD : 0)
            | (asleep ? ASLEEP : 0);
    state[at + LOSSES] =
        (long) MiniFloat.pack(lossGoesOn) << 48
            | (long) MiniFloat.pack(recentLoss) << 32
            | counters;
  }

  static long basics(double period, int sequence, double lateness) {
    return (long) Float.floatToRawIntBits((float) period) << 32
        | (long) (sequence & 0xffff) << 16
        | MiniFloat.packSigned(lateness);
  }

  static long scales(double fromLast, double fromSchedule, double tail, double lossBegins) {
    return (long) MiniFloat.pack(fromLast) << 48
        | (long) MiniFloat.pack(fromSchedule) << 32
        | (long) MiniFloat.pack(tail) << 16
        | MiniFloat.pack(lossBegins);
  }
}
