package io.github.iotcoord.failure;

/**
 * For how long {@link AdaptiveDetector} waits for the next beat: as long as a period more of it
 * avoids more mistakes than its price.
 */
final class Waiting {
  private static final int MOST_PERIODS = 60;
  private static final double LEAST_WAIT = 0.05;

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

  private final double price;

  /**
   * @param mistakeProbability how probable a mistake may be. What is left when another period of
   *     waiting would not pay is up to twice its price; near one the price has no bound
   */
  Waiting(double mistakeProbability) {
    this.price = mistakeProbability / 2 / (1 - mistakeProbability);
  }

  /** The wait from the last arrival on, in periods. */
  double periods(Learned it) {
    boolean bySchedule = AdaptiveDetector.goesBySchedule(it.fromSchedule, it.fromLast);
    double deviation = bySchedule ? it.fromSchedule : it.fromLast;
    it.margin.fit(deviation, it.tail / AdaptiveDetector.EXPONENTIAL_TAIL, price);
    it.losses.estimate(it);
    double paid =
        price * DITHERS[((it.sequence * GOLDEN) >>> (16 - DITHER_BITS)) & (DITHERS.length - 1)];
    double wait = forLost(it.losses, it.margin, paid);
    // Where beats come early one after the other, the schedule says nothing.
    boolean late = bySchedule && it.lateness < wait;
    return Math.max(LEAST_WAIT, late ? wait - it.lateness : wait);
  }

  private static double forLost(Losses losses, Margin margin, double paid) {
    double wait = 1 + margin.of(0);
    double allLost = 1;
    double allLostLately = 1;
    double logGoesOn = Math.log(losses.goesOn);
    double logLost = Math.log(losses.begins) - logGoesOn;
    for (int k = 1; k < MOST_PERIODS; k++) {
      allLost *= k == 1 ? losses.begins : losses.goesOn;
      allLostLately *= losses.recent;
      logLost += logGoesOn;
      boolean lately = allLostLately > allLost;
      double lost = lately ? allLostLately : allLost;
      double longer = Math.max(wait, k + 1 + margin.of(lately ? Math.log(lost) : logLost));
      double comesNext = 1 - (lately ? losses.recent : losses.goesOn);
      if (lost * comesNext <= paid * (longer - wait)) {
        break;
      }
      wait = longer;
    }
    return wait;
  }
}
