package io.github.iotcoord.failure;

import org.jspecify.annotations.Nullable;

/**
 * Learns period, jitter and loss of each device, and waits as long as that makes worth while.
 *
 * <p><b>Schedule.</b> The next beat is expected by an alpha-beta filter over the arrivals whose
 * gains are those of a growing least-squares fit at first and constant later (Kalata, "The Tracking
 * Index", 1984; Brookner, "Tracking and Kalman Filtering Made Easy", 1998), or simply a period
 * after the last: whichever has been closer. Deviations are mean absolute ones, as in TCP's
 * retransmission timer (Jacobson and Karels, 1988), and bounded, so that an outage is not taken for
 * jitter.
 *
 * <p><b>Loss.</b> Runs of missing numbers make a Markov chain of two states (Gilbert, 1960): how
 * often losses begin, and how often they go on. A second, quicker average of what was missing
 * lately takes over where it is well above. A gap of about a whole number of periods is taken for
 * losses where beats carry no numbers.
 *
 * <p><b>Deadline.</b> With the probability that the next k beats are all lost and the tail of the
 * jitter, the deadline goes on as long as waiting longer pays: until a period more of waiting would
 * save fewer mistakes than the probability aimed at. That is the best trade between the rate of
 * mistakes and the time of detection over many devices with the same target. (Chen, Toueg and
 * Aguilera, 2002, define both.)
 */
final class AdaptiveDetector implements FailureDetector {
  private static final double FIRST_DEVIATION = 1.0 / 16;

  /** An error of so many deviations, or periods at the least, is no jitter. */
  private static final double BOUND = 6;

  private static final double LEAST_BOUND = 6.0 / 64;

  /** After so many beats in a row beyond the bound the device has become slower. */
  private static final int SLOWER = 3;

  /** By so much of the time that passes with early beats the period becomes shorter. */
  private static final double EARLY_GAIN = 1.0 / 8;

  /** By more than so many periods a beat is not late, but after an outage. */
  private static final double MOST_LATENESS = 2;

  private static final double TAIL_SHARE = 1.0 / 32;

  private static final double LATEST_GAIN_WITHOUT_TAIL = 1.0 / 64;

  /** How many deviations the tail of the two-sided exponential distribution is: ln 16. */
  static final double EXPONENTIAL_TAIL = 2.77;

  private static final double PART_OF_TAIL = 1 / EXPONENTIAL_TAIL;

  /** A number that is lower by less than this, soon after the last, came late. */
  private static final int REORDERING = 64;

  /** One that is lower by no more than this is late even at this distance, in periods. */
  private static final int SOON_OVERTAKEN = 3;

  private static final double SOON_PERIODS = 2;

  /** A device without numbers is not taken to have lost more beats in a row than this. */
  private static final int MOST_UNNUMBERED = 24;

  /** After so many gaps in a row that look like losses, the device is slow and not lossy. */
  private static final int SLOW = 8;

  /** After so many beats with the same number, about a period apart, it is none. */
  private static final int STUCK = 2;

  /** A device of unknown period is not judged before so many gaps. */
  static final int GAPS_TO_KNOW = 3;

  private final AdaptiveOptions options;
  private final Waiting waiting;
  private final long longest;

  AdaptiveDetector(AdaptiveOptions options) {
    this.options = options;
    this.waiting = new Waiting(options.mistakeProbability());
    this.longest = Periods.require("longestDetection", options.longestDetection());
  }

  @Override
  public int stateSize() {
    return Learned.LONGS;
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    Learned it = new Learned();
    it.arrival = now;
    it.period = (double) Periods.requireKnownOrNot(period);
    it.fromLast = FIRST_DEVIATION;
    it.fromSchedule = FIRST_DEVIATION;
    it.tail = EXPONENTIAL_TAIL * FIRST_DEVIATION;
    Losses.begin(it);
    it.beats = period == UNKNOWN_PERIOD ? 0 : GAPS_TO_KNOW;
    it.write(state, at);
  }

  @Override
  public void sleep(long[] state, int at, long until) {
    Learned it = Spares.take();
    it.read(state, at);
    if (it.asleep || until - it.arrival > 0) {
      it.arrival = until;
      it.asleep = true;
      it.heard = false;
      it.lateness = 0;
      it.write(state, at);
    }
    Spares.giveBack(it);
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    long gap = now - state[at];
    if (gap < 0) {
      return;
    }
    if (RegularBeat.learn(state, at, gap, sequence)) {
      state[at] = now;
      return;
    }
    takeIrregular(state, at, now, sequence);
  }

  /** Takes any beat. */
  static void takeIrregular(long[] state, int at, long now, long sequence) {
    long gap = now - state[at];
    Learned it = Spares.take();
    it.read(state, at);
    if (it.heard) {
      take(it, (double) gap, sequence);
    } else {
      // The time since the start, or the sleep, is no gap between beats.
      it.heard = true;
      it.asleep = false;
      it.lateness = 0;
      number(it, sequence);
    }
    it.arrival = now;
    it.write(state, at);
    Spares.giveBack(it);
  }

  private static void number(Learned it, long sequence) {
    it.numbered = sequence != NO_SEQUENCE;
    it.sequence = (int) sequence & 0xffff;
  }

  private static void take(Learned it, double gap, long sequence) {
    if (it.beats < GAPS_TO_KNOW) {
      learnPeriod(it, gap, sequence);
      return;
    }
    double periods = gap / it.period;
    if (sequence == NO_SEQUENCE || !it.numbered) {
      int steps = takeUnnumbered(it, periods);
      if (sequence != NO_SEQUENCE) {
        number(it, sequence);
      } else {
        it.sequence += steps; // the number that it has between the others
      }
      return;
    }
    int steps = (short) ((int) sequence - it.sequence);
    if (steps == 0) {
      takeSameNumber(it, periods);
      return;
    }
    boolean overtaken = wasOvertaken(steps, periods) && it.lateness < SOON_PERIODS;
    if (overtaken) { // what was missing came
      Losses.takeBack(it);
      it.lateness += periods;
      return;
    }
    number(it, sequence);
    it.multiples = 0;
    // A counter that fell, or that ran much faster than time, tells of a restart only.
    if (steps == 1 || (steps > 1 && periods >= steps / 8.0)) {
      learn(it, periods, steps);
    } else {
      it.lateness = 0;
    }
  }

  // One is a second beat of the same; where the number sticks, the device does not count.
  private static void takeSameNumber(Learned it, double periods) {
    if (periods >= 0.5 && ++it.multiples >= STUCK) {
      takeUnnumbered(it, periods);
      it.multiples = STUCK;
    } else {
      it.lateness += periods;
    }
  }

  // A lower number that comes at the time of the next one tells of a restart.
  private static boolean wasOvertaken(int steps, double periods) {
    return steps < 0
        && steps > -REORDERING
        && periods < (steps >= -SOON_OVERTAKEN ? SOON_PERIODS : 0.5);
  }

  // The longest of the first gaps: others may lie between beats that were held up.
  private static void learnPeriod(Learned it, double gap, long sequence) {
    int steps = it.numbered ? (short) ((int) sequence - it.sequence) : 1;
    if (steps >= 0 || sequence == NO_SEQUENCE) {
      it.period = Math.max(it.period, Math.max(1, gap / Math.max(1, steps)));
      it.beats++;
      it.lateness = 0;
    }
    number(it, sequence);
  }

  private static int takeUnnumbered(Learned it, double periods) {
    int steps = unnumberedSteps(it, periods);
    if (steps > 0) {
      learn(it, periods, steps);
    } else {
      it.lateness += periods;
    }
    return steps;
  }

  /** How many beats a gap stands for; 0 if the beat is a second one of the same. */
  private static int unnumberedSteps(Learned it, double periods) {
    double steps = Math.rint(periods);
    if (steps < 2) {
      it.multiples = 0;
      return periods < 0.25 && it.lateness < 0.25 ? 0 : 1;
    }
    boolean lost =
        steps <= MOST_UNNUMBERED
            && Math.abs(periods - steps) <= Math.max(3 * it.fromLast, 1.0 / 8)
            && it.fromLast < 1.0 / 6
            && it.multiples < SLOW;
    it.multiples = Math.min(it.multiples + 1, Learned.MOST_MULTIPLES);
    return lost ? (int) steps : 1;
  }

  /** Learns from a gap, in periods, between beats so many numbers apart. */
  private static void learn(Learned it, double periods, int steps) {
    double fromLast = periods - steps;
    double fromSchedule = it.lateness + fromLast;
    double bound = bound(it.fromLast, it.tail);
    if (fromLast < -bound && fromSchedule < -bound) {
      takeEarly(it, periods, steps);
      return;
    }
    if (fromLast > bound) {
      if (++it.late >= SLOWER) {
        beginAnew(it, periods / steps);
        Losses.learn(it, steps - 1);
        return;
      }
      bound *= 1 << it.late;
    } else {
      it.late = 0;
    }
    double last = Math.max(-bound, Math.min(bound, fromLast));
    double schedule = Math.max(-bound, Math.min(bound, fromSchedule));

    it.beats = Math.min(it.beats + 1, Gains.BEATS);
    it.scheduled = Math.min(it.scheduled + 1, Gains.SCHEDULE_BEATS);
    double gain = Gains.jitter(it.beats);
    boolean bySchedule = goesBySchedule(it.fromSchedule, it.fromLast);
    it.fromLast += gain * (Math.abs(last) - it.fromLast);
    it.fromSchedule += gain * (Math.abs(schedule) - it.fromSchedule);
    double deviation = bySchedule ? it.fromSchedule : it.fromLast;
    it.tail = tail(it.tail, bySchedule ? schedule : last, deviation, gain);

    it.lateness = lateness(fromLast, fromSchedule, bound, Gains.alpha(it.scheduled));
    double perStep = steps == 1 ? schedule : schedule / steps;
    it.period = period(it.period, 1 + Gains.beta(it.scheduled) * perStep);
    Losses.learn(it, steps - 1);
  }

  // One beat that is far too late does not move the schedule; the second one that keeps to another
  // does.
  private static double lateness(double fromLast, double fromSchedule, double bound, double alpha) {
    if (Math.abs(fromSchedule) <= bound) {
      return fromSchedule * (1 - alpha);
    }
    return Math.abs(fromLast) > bound && fromSchedule < MOST_LATENESS ? fromSchedule : 0;
  }

  // Beats that were held up come all at once, and teach nothing: it is the time that passes with
  // nothing but early beats that tells that the device has become faster.
  private static void takeEarly(Learned it, double periods, int steps) {
    double passed = periods / steps + Math.max(0, it.lateness); // with second ones of the same
    it.late = 0;
    it.lateness = 0;
    it.period = period(it.period, 1 - Math.min(1, passed) * EARLY_GAIN);
    Losses.learn(it, steps - 1);
  }

  /** How far from expected a beat may come and be jitter, in periods. */
  static double bound(double deviation, double tail) {
    return larger(BOUND * larger(deviation, tail * PART_OF_TAIL), LEAST_BOUND);
  }

  static double period(double period, double factor) {
    double longer = larger(period * factor, 1);
    return longer < (double) Periods.LONGEST ? longer : (double) Periods.LONGEST;
  }

  // There is no NaN here, which Math.max would look for.
  private static double larger(double one, double other) {
    return one > other ? one : other;
  }

  // Up for one beyond it, and down by a share of that for each: they balance where that share is
  // beyond. In proportion to itself, so that no step is too small for the sixteen bits.
  static double tail(double tail, double error, double deviation, double gain) {
    if (gain > LATEST_GAIN_WITHOUT_TAIL) {
      return EXPONENTIAL_TAIL * deviation; // too few beats to know more
    }
    double step = 2 * TAIL_SHARE * tail;
    double moved = tail + (error > tail ? step : 0) - step * TAIL_SHARE;
    return larger(moved, deviation / 2);
  }

  private static void beginAnew(Learned it, double periods) {
    it.period = period(it.period, periods);
    if (it.multiples >= SLOW) { // what looked like losses was none
      Losses.begin(it);
    }
    it.fromLast = FIRST_DEVIATION;
    it.fromSchedule = FIRST_DEVIATION;
    it.tail = EXPONENTIAL_TAIL * FIRST_DEVIATION;
    it.beats = GAPS_TO_KNOW;
    it.scheduled = 0;
    it.lateness = 0;
    it.late = 0;
    it.multiples = 0;
  }

  static boolean goesBySchedule(double fromSchedule, double fromLast) {
    return fromSchedule < 0.9 * fromLast;
  }

  @Override
  public long suspectAt(long[] state, int at) {
    Learned it = Spares.take();
    it.read(state, at);
    boolean known = it.beats >= GAPS_TO_KNOW && it.period > 0;
    double wait = known ? waiting.periods(it) * it.period : (double) Periods.LONGEST;
    Spares.giveBack(it);
    return state[at] + (long) Math.max(1, Math.min(wait, (double) longest));
  }

  @Override
  public long silentSince(long[] state, int at) {
    return state[at];
  }

  @Override
  public long period(long[] state, int at) {
    boolean known = Learned.beats(state, at) >= GAPS_TO_KNOW;
    return known ? (long) Learned.period(state, at) : UNKNOWN_PERIOD;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AdaptiveDetector detector && detector.options.equals(options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return "adaptive(" + options.mistakeProbability() + ")";
  }
}
