package io.github.iotcoord;

/**
 * A monotonic clock in nanoseconds, by which every interval in this library is measured.
 *
 * <p>Its origin is arbitrary and its readings are comparable only within one process; compare two
 * of them by their difference. Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface Ticker {

  /**
   * Returns the current reading.
   *
   * @return nanoseconds since an arbitrary origin
   */
  long nanos();

  /**
   * Returns the ticker of the running JVM.
   *
   * @return a ticker that reads {@link System#nanoTime()}
   */
  static Ticker system() {
    return System::nanoTime;
  }
}
