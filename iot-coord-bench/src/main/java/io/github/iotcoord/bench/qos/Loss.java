package io.github.iotcoord.bench.qos;

import java.util.random.RandomGenerator;

/** Whether beats are lost on one device's link. */
interface Loss {

  /** Returns whether the next beat is lost. */
  boolean next(RandomGenerator random);

  /** Each beat with the same probability. */
  static Loss independent(double probability) {
    return random -> random.nextDouble() < probability;
  }

  /**
   * Gilbert and Elliott's: the link is good or bad, and loses much while it is bad.
   *
   * @param toBad the probability that a good link turns bad, at each beat
   * @param toGood the probability that a bad one turns good
   */
  static Loss bursts(double toBad, double toGood, double lossWhenGood, double lossWhenBad) {
    return new Loss() {
      private boolean bad;

      @Override
      public boolean next(RandomGenerator random) {
        bad = random.nextDouble() < (bad ? 1 - toGood : toBad);
        return random.nextDouble() < (bad ? lossWhenBad : lossWhenGood);
      }
    };
  }
}
