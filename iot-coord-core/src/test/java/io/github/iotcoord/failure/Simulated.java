package io.github.iotcoord.failure;

import static io.github.iotcoord.failure.FailureDetector.NO_SEQUENCE;

/** One device in virtual time: says when it beats, and asks how long the detector would wait. */
final class Simulated {
  final FailureDetector detector;
  final long[] state;
  final long period;
  long now;
  long sequence;
  int mistakes;

  Simulated(FailureDetector detector, long period, long start) {
    this.detector = detector;
    this.period = period;
    this.now = start;
    this.state = new long[detector.stateSize()];
    detector.start(state, 0, period, now);
  }

  /** A beat with the next number after a time, in periods. */
  void beatAfter(double periods) {
    beatAfter(periods, ++sequence);
  }

  void beatUnnumberedAfter(double periods) {
    beatAfter(periods, NO_SEQUENCE);
  }

  void beatAfter(double periods, long number) {
    now += (long) (periods * period);
    if (number != NO_SEQUENCE) {
      sequence = number;
    }
    if (now - detector.suspectAt(state, 0) >= 0) {
      mistakes++;
    }
    detector.beat(state, 0, now, number);
  }

  void regularBeats(int count) {
    for (int i = 0; i < count; i++) {
      beatAfter(1);
    }
  }

  /** How long from the last beat until the device is suspected, in periods. */
  double patience() {
    return (double) (detector.suspectAt(state, 0) - now) / period;
  }
}
