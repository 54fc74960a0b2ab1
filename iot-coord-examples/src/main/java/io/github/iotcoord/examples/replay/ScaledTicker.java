package io.github.iotcoord.examples.replay;

import io.github.iotcoord.Ticker;

/** A clock that runs faster, or slower, than the real one. Thread-safe. */
final class ScaledTicker implements Ticker {
  private final double speed;
  private final long begin = System.nanoTime();

  ScaledTicker(double speed) {
    this.speed = speed;
  }

  @Override
  public long nanos() {
    return (long) ((System.nanoTime() - begin) * speed);
  }
}
