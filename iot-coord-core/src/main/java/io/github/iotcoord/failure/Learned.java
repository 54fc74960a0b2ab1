package io.github.iotcoord.failure;

/**
 * What {@link AdaptiveDetector} has learned of one device, and how it goes into four longs: 32
 * bytes, so that a million devices are 32 MB. Not thread-safe; one is made for each call, which the
 * compiler turns into registers.
 */
final class Learned {
  static final int LONGS = 4;

  private static final int SCALES = 2;
  private static final int LOSSES = 3;

  /** The most that {@link #late} and {@link #multiples} count. */
  static final int MOST_LATE = 7;

  static final int MOST_MULTIPLES = 15;

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

  static Learned read(long[] state, int at) {
    Learned it = new Learned();
    it.arrival = state[at];
    long basics = state[at + 1];
    it.period = Float.intBitsToFloat((int) (basics >>> 32));
    it.sequence = (int) (basics >>> 16) & 0xffff;
    it.lateness = MiniFloat.unpackSigned((int) basics & 0xffff);
    long scales = state[at + SCALES];
    it.fromLast = MiniFloat.unpack((int) (scales >>> 48));
    it.fromSchedule = MiniFloat.unpack((int) (scales >>> 32) & 0xffff);
    it.tail = MiniFloat.unpack((int) (scales >>> 16) & 0xffff);
    it.lossBegins = MiniFloat.unpack((int) scales & 0xffff);
    long losses = state[at + LOSSES];
    it.lossGoesOn = MiniFloat.unpack((int) (losses >>> 48));
    it.recentLoss = MiniFloat.unpack((int) (losses >>> 32) & 0xffff);
    int counters = (int) losses;
    it.beats = counters & 0x3ff;
    it.scheduled = (counters >>> 10) & 0x7f;
    it.late = (counters >>> 17) & 7;
    it.multiples = (counters >>> 20) & 15;
    it.numbered = (counters & 1 << 24) != 0;
    it.heard = (counters & 1 << 25) != 0;
    it.asleep = (counters & 1 << 26) != 0;
    return it;
  }

  void write(long[] state, int at) {
    state[at] = arrival;
    state[at + 1] =
        (long) Float.floatToRawIntBits((float) period) << 32
            | (long) (sequence & 0xffff) << 16
            | MiniFloat.packSigned(lateness);
    state[at + SCALES] =
        (long) MiniFloat.pack(fromLast) << 48
            | (long) MiniFloat.pack(fromSchedule) << 32
            | (long) MiniFloat.pack(tail) << 16
            | MiniFloat.pack(lossBegins);
    int counters =
        beats
            | scheduled << 10
            | late << 17
            | multiples << 20
            | (numbered ? 1 << 24 : 0)
            | (heard ? 1 << 25 : 0)
            | (asleep ? 1 << 26 : 0);
    state[at + LOSSES] =
        (long) MiniFloat.pack(lossGoesOn) << 48
            | (long) MiniFloat.pack(recentLoss) << 32
            | counters;
  }
}
