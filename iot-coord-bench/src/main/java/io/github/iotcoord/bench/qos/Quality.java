package io.github.iotcoord.bench.qos;

/**
 * How well a detector did on a trace, in the terms of Chen, Toueg and Aguilera.
 *
 * @param beats how many beats it saw
 * @param hours for how long it watched, over all devices
 * @param meanDetection seconds from a beat to the suspicion, if the device crashed right after it
 * @param lastDetection the same, exceeded after one beat in a hundred
 * @param periods the mean of the same, in periods of each device
 * @param mistakes how many silences were condemned that a beat ended
 * @param mistakeSeconds for how long in all a living device was suspected
 */
record Quality(
    int beats,
    double hours,
    double meanDetection,
    double lastDetection,
    double periods,
    int mistakes,
    double mistakeSeconds) {

  /** Mistakes in an hour of one device. */
  double mistakeRate() {
    return mistakes / hours;
  }

  /** Seconds until a mistake is corrected. */
  double mistakeDuration() {
    return mistakes == 0 ? 0 : mistakeSeconds / mistakes;
  }

  /** The probability that a living device is trusted at a random time. */
  double queryAccuracy() {
    return 1 - mistakeSeconds / (hours * 3_600);
  }
}
