package io.github.iotcoord.failure;

final class FixedDetector implements FailureDetector {
  FixedDetector(java.time.Duration o) {}

  @Override
  public int stateSize() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void start(long[] state, int at, long period, long now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void beat(long[] state, int at, long now, long sequence) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long suspectAt(long[] state, int at) {
    throw new UnsupportedOperationException();
  }
}
