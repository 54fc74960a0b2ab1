package io.github.iotcoord.failure;

/**
 * What {@link AdaptiveDetector} knows of missing beats: how often losses begin and how often they
 * go on, which makes a Markov chain of two states (Gilbert, "Capacity of a Burst-Noise Channel",
 * 1960), and beside it a quicker average of what was missing lately. Not thread-safe; used for one
 * device after another.
 */
final class Losses {
  static final double RECENT_GAIN = 1.0 / 16;

  /** What is known beforehand of the losses. */
  private static final double FIRST_LOSS = 0.01;

  private static final double FIRST_GOING_ON = 0.15;

  /** The weight of that, in losses. */
  private static final double FIRST_GOING_ON_LOSSES = 20;

  private static final double GOING_ON_LOSSES = 256;

  /** Losses are few: whether they go on is remembered so much longer than how often they begin. */
  private static final double LONGER = 8;

  private static final int MOST_MISSING = 20;
  private static final int MOST_RECENTLY_MISSING = 8;
  private static final double LEAST_LOSS = 0.005;
  private static final double LEAST_GOING_ON = 0.03;
  private static final double MOST_LOSS = 0.95;

  /** Losses go on so much more often than they begin where they come in bursts. */
  private static final double BURSTS = 2;

  /** So many standard deviations are no chance. */
  private static final double SURE = 3;

  /** How probable it is that the next beat is lost. */
  double begins;

  /** How probable it is that a lost beat is followed by another. */
  double goesOn;

  /** How probable either is by what was missing lately, if that is well above the usual; else 0. */
  double recent;

  /** Sets what is probable by what was learned. */
  void estimate(Learned it) {
    begins = Math.min(MOST_LOSS, Math.max(it.lossBegins, LEAST_LOSS));
    double after = Math.min(MOST_LOSS, Math.max(it.lossGoesOn, LEAST_GOING_ON));
    // Where losses are independent, the surer of the two numbers stands for both.
    goesOn = after < BURSTS * begins ? begins : after;
    double usual = begins / (1 - goesOn + begins);
    double unusual = usual + SURE * Math.sqrt(usual * RECENT_GAIN / 2);
    recent = it.recentLoss > unusual ? Math.min(MOST_LOSS, it.recentLoss) : 0;
  }

  /** Begins to learn. */
  static void begin(Learned it) {
    it.lossBegins = FIRST_LOSS;
    it.lossGoesOn = FIRST_GOING_ON;
    it.recentLoss = 0;
  }

  /** Learns that so many beats are missing before one that came. */
  static void learn(Learned it, int missing) {
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

  /** Learns that what was missing came after all. */
  static void takeBack(Learned it) {
    it.lossBegins = Math.max(0, it.lossBegins - Gains.loss(it.beats));
    it.recentLoss = Math.max(0, it.recentLoss - RECENT_GAIN);
  }
}
