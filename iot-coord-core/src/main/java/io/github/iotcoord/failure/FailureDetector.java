package io.github.iotcoord.failure;

import io.github.iotcoord.Ticker;
import java.time.Duration;

/**
 * Says when a silent device is to be suspected: a pure function of its beats' arrivals and of now.
 *
 * <p>A detector keeps nothing itself. What it knows of a device is a few {@code long}s in an array
 * of the caller's, so that one detector serves one device or a million, side by side in one array.
 * For a single device, {@link #forDevice} wraps that up.
 *
 * <p>All times are readings of one monotonic clock in nanoseconds, compared by their difference. A
 * detector is immutable and thread-safe; a slot of state is not, its caller guards it.
 */
public interface FailureDetector {

  /**
   * Returns how much state one device takes.
   *
   * @return a number of {@code long}s
   */
  int stateSize();

  /**
   * Begins to expect a device's beats, counting from now.
   *
   * @param state the array that holds the device's state
   * @param at where in the array its state begins
   * @param period the declared time between two beats, in nanoseconds
   * @param now the time
   */
  void start(long[] state, int at, long period, long now);

  /**
   * Takes a beat.
   *
   * @param state the array that holds the device's state
   * @param at where in the array its state begins
   * @param now when the beat arrived
   * @param sequence the device's own number for the beat, or {@link #NO_SEQUENCE}
   */
  void beat(long[] state, int at, long now, long sequence);

  /**
   * Returns until when silence is normal.
   *
   * @param state the array that holds the device's state
   * @param at where in the array its state begins
   * @return the time from which a device that has stayed silent is suspected
   */
  long suspectAt(long[] state, int at);

  /** Stands for the sequence number of a beat that has none. */
  long NO_SEQUENCE = Long.MIN_VALUE;

  /**
   * Watches over one device.
   *
   * @param period the declared time between two beats
   * @param ticker the clock
   * @return a detector of one device, expecting its beats from now on
   */
  default DeviceDetector forDevice(Duration period, Ticker ticker) {
    return new DeviceDetector(this, period, ticker);
  }

  /**
   * Suspects a device after a fixed silence, whatever its period.
   *
   * @param timeout the silence
   * @return the detector
   */
  static FailureDetector fixed(Duration timeout) {
    return new FixedDetector(timeout);
  }

  /**
   * Learns each device's period, jitter and loss, and suspects it when its silence would be a
   * mistake only as rarely as asked for.
   *
   * @return a detector with the default target
   * @see AdaptiveOptions
   */
  static FailureDetector adaptive() {
    return adaptive(AdaptiveOptions.defaults());
  }

  /**
   * As {@link #adaptive()}, with targets of the caller's.
   *
   * @param options the targets
   * @return the detector
   */
  static FailureDetector adaptive(AdaptiveOptions options) {
    return new AdaptiveDetector(options);
  }
}
