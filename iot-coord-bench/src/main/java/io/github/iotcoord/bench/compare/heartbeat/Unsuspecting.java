package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.failure.FailureDetector;

/**
 * Learns as another detector does, and suspects nobody: so that devices which fall silent while
 * another side has its turn cost nothing in the next round.
 */
record Unsuspecting(FailureDetector learner) implements FailureDetector {
  private static final long NEVER = Long.MAX_VALUE / 4;

  @Override
  public int stateSize() {
    return learner.stateSize();
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    learner.start(state, at, period, now);
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    learner.beat(state, at, now, sequence);
  }

  @Override
  public void sleep(long[] state, int at, long until) {
    learner.sleep(state, at, until);
  }

  @Override
  public long silentSince(long[] state, int at) {
    return learner.silentSince(state, at);
  }

  @Override
  public long period(long[] state, int at) {
    return learner.period(state, at);
  }

  @Override
  public long suspectAt(long[] state, int at) {
    return silentSince(state, at) + NEVER;
  }
}
