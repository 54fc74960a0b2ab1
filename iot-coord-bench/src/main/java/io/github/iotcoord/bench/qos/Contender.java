package io.github.iotcoord.bench.qos;

/**
 * A detector at one point of its sweep.
 *
 * @param detector the curve to which it belongs
 * @param parameter what is swept
 */
record Contender(String detector, double parameter, Maker maker) {

  /** Begins to watch over a device. */
  @FunctionalInterface
  interface Maker {
    Judge judge(long period, long now);
  }

  Judge judge(long period, long now) {
    return maker.judge(period, now);
  }
}
