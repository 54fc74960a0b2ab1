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

  private static final double TAIL_SHARE = 1.0 / 32;

  private static final double LATEST_GAIN_WITHOUT_TAIL = 1.0 / 64;

  /** How many deviations the tail of the two-sided exponential distribution is: ln 16. */
  private static final double EXPONENTIAL_TAIL = 2.77;

  private static final double PART_OF_TAIL = 1 / EXPONENTIAL_TAIL;

  /** What is known beforehand of the losses, and how many beats' weight that has. */
  private static final double FIRST_LOSS = 0.01;

  private static final double FIRST_GOING_ON = 0.15;
  private static final double FIRST_GOING_ON_LOSSES = 20;
  private static final double GOING_ON_LOSSES = 256;

  /** Losses are few: whether they go on is remembered so much longer than how often they begin. */
  private static final double LONGER = 8;

  static final double RECENT_GAIN = 1.0 / 16;
  private static final int MOST_MISSING = 20;
  private static final int MOST_RECENTLY_MISSING = 8;
  private static final double LEAST_LOSS = 0.005;
  private static final double LEAST_GOING_ON = 0.03;
  private static final double MOST_LOSS = 0.95;
  private static final int MOST_PERIODS = 60;

  /** Losses go on so much more often than they begin where they come in bursts. */
  private static final double BURSTS = 2;

  /**
   * By how much the price varies from beat to beat, as a factor e to this power: where a whole
   * period more would be too long and none too short, some silences get it and some do not, as in a
   * randomised test (Neyman and Pearson, 1933).
   */
  private static final double DITHER = 1;

  private static final int DITHER_BITS = 6;
  private static final double[] DITHERS = new double[1 << DITHER_BITS];

  /** The golden section of 2^16: what follows one another lies far apart. */
  private static final int GOLDEN = 40_503;

  static {
    for (int i = 0; i < DITHERS.length; i++) {
      DITHERS[i] = Math.exp(DITHER * ((i + 0.5) / DITHERS.length - 0.5));
    }
  }

  /** So many standard deviations are no chance. */
  private static final double SURE = 3;

  /** A number that is lower by less than this, soon after the last, came late. */
  private static final int REORDERING = 64;

  /** One that is lower by no more than this is late even at this distance, in periods. */
  private static final int SOON_OVERTAKEN = 3;

  private static final double SOON_PERIODS = 2;

  /** A device without numbers is not taken to have lost more beats in a row than this. */
  private static final int MOST_UNNUMBERED = 24;

  /** After so many gaps in a row that look like losses, the device is slow and not lossy. */
  private static final int SLOW = 8;

  /** A device of unknown period is not judged before so many gaps. */
  static final int GAPS_TO_KNOW = 3;

  private static final double LEAST_WAIT = 0.05;

  private final AdaptiveOptions options;
  private final double price;
  private final long longest;

  AdaptiveDetector(AdaptiveOptions options) {
    this.options = options;
    // What is left when another period of waiting would not pay is up to twice its price. At
    // probabilities near one the price has no bound.
    double probability = options.mistakeProbability();
    this.price = probability / 2 / (1 - probability);
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
    it.lossBegins = FIRST_LOSS;
    it.lossGoesOn = FIRST_GOING_ON;
    it.beats = period == UNKNOWN_PERIOD ? 0 : GAPS_TO_KNOW;
    it.write(state, at);
  }

  @Override
  public void sleep(long[] state, int at, long until) {
    Learned it = Learned.read(state, at);
    if (it.asleep || until - it.arrival > 0) {
      it.arrival = until;
      it.asleep = true;
      it.heard = false;
      it.lateness = 0;
      it.write(state, at);
    }
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
    Learned it = Learned.read(state, at);
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
      int steps = unnumberedSteps(it, periods);
      if (sequence != NO_SEQUENCE) {
        number(it, sequence);
      } else {
        it.sequence += steps; // the number that it has between the others
      }
      if (steps > 0) {
        learn(it, periods, steps);
      } else {
        it.lateness += periods;
      }
      return;
    }
    int steps = (short) ((int) sequence - it.sequence);
    if (wasOvertaken(steps, periods)) {
      if (steps < 0) { // what was missing came
        it.lossBegins = Math.max(0, it.lossBegins - Gains.loss(it.beats));
        it.recentLoss = Math.max(0, it.recentLoss - RECENT_GAIN);
      }
      it.lateness += periods;
      return;
    }
    number(it, sequence);
    // A counter that fell, or that ran much faster than time, tells of a restart only.
    if (steps == 1 || (steps > 1 && periods >= steps / 8.0)) {
      learn(it, periods, steps);
    } else {
      it.lateness = 0;
    }
  }

  // A lower number that comes at the time of the next one tells of a restart.
  private static boolean wasOvertaken(int steps, double periods) {
    return steps <= 0
        && steps > -REORDERING
        && periods < (steps >= -SOON_OVERTAKEN ? SOON_PERIODS : 0.5);
  }

  // The longest of the first gaps: others may lie between beats that were held up.
  private static void learnPeriod(Learned it, double gap, long sequence) {
    int steps = it.numbered ? (short) ((int) sequence - it.sequence) : 1;
    if (steps > 0 || !it.numbered || sequence == NO_SEQUENCE) {
      it.period = Math.max(it.period, Math.max(1, gap / Math.max(1, steps)));
      it.beats++;
      it.lateness = 0;
    }
    number(it, sequence);
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
    if (fromLast > bound) {
      if (++it.late >= SLOWER) {
        beginAnew(it, periods / steps);
        learnLoss(it, steps - 1);
        return;
      }
      bound *= 1 << it.late;
    } else {
      it.late = 0;
    }
    boolean outage = Math.abs(fromSchedule) > bound;
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

    it.lateness = outage ? 0 : fromSchedule * (1 - Gains.alpha(it.scheduled));
    double perStep = steps == 1 ? schedule : schedule / steps;
    it.period = period(it.period, 1 + Gains.beta(it.scheduled) * perStep);
    learnLoss(it, steps - 1);
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
      it.lossBegins = FIRST_LOSS;
      it.lossGoesOn = FIRST_GOING_ON;
      it.recentLoss = 0;
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

  private static void learnLoss(Learned it, int missing) {
    double gain = Gains.loss(it.beats);
    it.recentLoss -= RECENT_GAIN * it.recentLoss;
    it.lossBegins -= gain * it.lossBegins;
    if (missing > 0) {
      it.lossBegins += gain;
      learnRun(it, missing, gain);
    }
  }

  private static void learnRun(Learned it, int missing, double gain) {
    int recently = Math.min(missing, MOST_RECENTLY_MISSING);
    for (int i = 0; i < recently; i++) {
      it.recentLoss += RECENT_GAIN * (1 - it.recentLoss);
    }
    double losses =
        Math.min(FIRST_GOING_ON_LOSSES + LONGER * it.lossBegins / gain, GOING_ON_LOSSES);
    int counted = Math.min(missing, MOST_MISSING);
    for (int i = 1; i < counted; i++) {
      it.lossGoesOn += (1 - it.lossGoesOn) / losses;
    }
    it.lossGoesOn -= it.lossGoesOn / losses;
  }

  static boolean goesBySchedule(double fromSchedule, double fromLast) {
    return fromSchedule < 0.9 * fromLast;
  }

  @Override
  public long suspectAt(long[] state, int at) {
    Learned it = Learned.read(state, at);
    boolean known = it.beats >= GAPS_TO_KNOW && it.period > 0;
    double wait = known ? waitInPeriods(it) * it.period : (double) Periods.LONGEST;
    return it.arrival + (long) Math.max(1, Math.min(wait, (double) longest));
  }

  private double waitInPeriods(Learned it) {
    boolean bySchedule = goesBySchedule(it.fromSchedule, it.fromLast);
    double deviation = bySchedule ? it.fromSchedule : it.fromLast;
    double begins = Math.min(MOST_LOSS, Math.max(it.lossBegins, LEAST_LOSS));
    double goesOn = Math.min(MOST_LOSS, Math.max(it.lossGoesOn, LEAST_GOING_ON));
    if (goesOn < BURSTS * begins) {
      goesOn = begins; // independent losses: the surer of the two numbers stands for both
    }
    double usual = begins / (1 - goesOn + begins);
    double unusual = usual + SURE * Math.sqrt(usual * RECENT_GAIN / 2);
    double recent = it.recentLoss > unusual ? Math.min(MOST_LOSS, it.recentLoss) : 0;
    Margin margin = new Margin(deviation, it.tail * PART_OF_TAIL, price);

    double paid =
        price * DITHERS[((it.sequence * GOLDEN) >>> (16 - DITHER_BITS)) & (DITHERS.length - 1)];
    double wait = 1 + margin.of(0);
    double allLost = 1;
    double allLostLately = 1;
    double logGoesOn = Math.log(goesOn);
    double logLost = Math.log(begins) - logGoesOn;
    for (int k = 1; k < MOST_PERIODS; k++) {
      allLost *= k == 1 ? begins : goesOn;
      allLostLately *= recent;
      logLost += logGoesOn;
      boolean lately = allLostLately > allLost;
      double lost = lately ? allLostLately : allLost;
      double longer = Math.max(wait, k + 1 + margin.of(lately ? Math.log(lost) : logLost));
      double comesNext = 1 - (lately ? recent : goesOn);
      if (lost * comesNext <= paid * (longer - wait)) {
        break;
      }
      wait = longer;
    }
    return Math.max(LEAST_WAIT, wait - (bySchedule ? it.lateness : 0));
  }

  @Override
  public long silentSince(long[] state, int at) {
    return state[at];
  }

  @Override
  public long period(long[] state, int at) {
    Learned it = Learned.read(state, at);
    return it.beats < GAPS_TO_KNOW ? UNKNOWN_PERIOD : (long) it.period;
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
