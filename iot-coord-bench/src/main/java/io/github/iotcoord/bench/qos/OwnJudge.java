package io.github.iotcoord.bench.qos;

import io.github.iotcoord.failure.FailureDetector;

/** One of this library's detectors. */
final class OwnJudge implements Judge {
  private final FailureDetector detector;
  private final long[] state;

  OwnJudge(FailureDetector detector, long period, long now) {
    this.detector = detector;
    this.state = new long[detector.stateSize()];
    detector.start(state, 0, period, now);
  }

  @Override
  public void beat(long now, long sequence) {
    detector.beat(state, 0, now, sequence);
  }

  @Override
  public long suspectAt() {
    return detector.suspectAt(state, 0);
  }
}
