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
 * detector is immutable and thread-safe, and equal to another of the same kind and settings; a slot
 * of state is not thread-safe, its caller guards it.
 *
 * <p>A beat always ends the silence, even one that came late, twice, or out of order, or that
 * arrives when the device had been given up: that is how a detector learns that a device is slower
 * than it was said to be.
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
   * @param period the declared time between two beats, in nanoseconds, or {@link #UNKNOWN_PERIOD}
   *     to learn it from the first beats: until then a detector that goes by periods suspects
   *     nobody
   * @param now the time
   * @throws IllegalArgumentException if the period is negative
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
   * Notes that a device said how long it will be silent: its silence counts from that time on, even
   * if beats come meanwhile, and the gap until its next beat teaches nothing. The last announcement
   * counts; one that is over already ends the sleep.
   *
   * @param state the array that holds the device's state
   * @param at where in the array its state begins
   * @param until when the device will beat again
   */
  void sleep(long[] state, int at, long until);

  /**
   * Returns since when a device has been silent.
   *
   * @param state the array that holds the device's state
   * @param at where in the array its state begins
   * @return when its last beat arrived, or when it was to wake up, or when it was started: the
   *     latest of them
   */
  long silentSince(long[] state, int at);

  /**
   * Returns the time between two beats of a device, as far as it is known.
   *
   * @param state the array that holds the device's state
   * @param at where in the array its state begins
   * @return what was learned, else what was declared, in nanoseconds, else {@link #UNKNOWN_PERIOD}
   */
  long period(long[] state, int at);

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

  /** Stands for the period of a device that declared none. */
  long UNKNOWN_PERIOD = 0;

  /**
   * Watches over one device.
   *
   * @param period the declared time between two beats
   * @param ticker the clock
   * @return a detector of one device, expecting its beats from now on
   * @throws IllegalArgumentException if the period is not positive
   */
  default DeviceDetector forDevice(Duration period, Ticker ticker) {
    return new DeviceDetector(this, period, ticker);
  }

  /**
   * Suspects a device after a fixed silence, whatever its period. Three longs of state for each
   * device.
   *
   * @param timeout the silence
   * @return the detector
   * @throws IllegalArgumentException if the timeout is not positive, or longer than 73 years
   */
  static FailureDetector fixed(Duration timeout) {
    return new FixedDetector(timeout);
  }

  /**
   * Suspects a device after a fixed multiple of its declared period. Of a device that declared
   * none, the period is the longest of its first four gaps. Four longs of state for each device.
   *
   * @param periods how many periods
   * @return the detector
   * @throws IllegalArgumentException if it is not positive
   */
  static FailureDetector fixedPeriods(double periods) {
    return new FixedPeriodsDetector(periods);
  }

  /**
   * Suspects a device when a margin has passed since its next beat was expected: NFD-E of W. Chen,
   * S. Toueg and M. K. Aguilera, "On the Quality of Service of Failure Detectors", IEEE
   * Transactions on Computers 51(5), 2002. Thirteen longs of state for each device, and two for
   * each beat of the window.
   *
   * <p>The next beat is expected at the mean, over the window, of arrivals less the period times
   * the number, plus the period times its own number. The period is the declared one at first, then
   * learned from the window. Beats without numbers are counted by whole periods. A beat that comes
   * more than eight periods off begins the window anew.
   *
   * @param options the window and the margin
   * @return the detector
   */
  static FailureDetector chen(ChenOptions options) {
    return new ChenDetector(options);
  }

  /**
   * As {@link #chen}, with a margin that follows the errors of the expectation as TCP's
   * retransmission timer follows round trips: M. Bertier, O. Marin and P. Sens, "Implementation and
   * performance evaluation of an adaptable failure detector", DSN 2002. The margin is beta times
   * the mean lateness and phi times its mean deviation, at least 10 ms. Fifteen longs of state for
   * each device, and two for each beat of the window.
   *
   * @param options the window and the weights
   * @return the detector
   */
  static FailureDetector bertier(BertierOptions options) {
    return new BertierDetector(options);
  }

  /**
   * As {@link #chen}, with the later of two expectations, by a short and by a long window: A.
   * Tomsic, P. Sens, J. Garcia, L. Arantes and J. Sopena, "2W-FD: A Failure Detector Algorithm with
   * QoS", IPDPS 2015. Thirteen longs of state for each device, and two for each beat of the long
   * window.
   *
   * @param options the windows and the margin
   * @return the detector
   */
  static FailureDetector twoWindow(TwoWindowOptions options) {
    return new TwoWindowDetector(options);
  }

  /**
   * Suspects a device when φ, -log10 of the probability of so long a gap, reaches a threshold: N.
   * Hayashibara, X. Défago, R. Yared and T. Katayama, "The φ Accrual Failure Detector", SRDS 2004.
   * Gaps are taken to be normally distributed, with the mean and deviation of the last ones; the
   * tail is that of the normal distribution itself. Twelve longs of state for each device, and one
   * for each gap of the window.
   *
   * <p>A gap of more than eight mean gaps is an outage and is not learned, unless a second one
   * follows.
   *
   * @param options the threshold and the window
   * @return the detector
   */
  static FailureDetector phiAccrual(PhiAccrualOptions options) {
    return new PhiAccrualDetector(options);
  }

  /**
   * Learns each device's period, jitter and loss, and suspects it when its silence would be a
   * mistake only as rarely as asked for, or when it has lasted as long as allowed. Four longs of
   * state for each device.
   *
   * <p>It tracks the schedule of the beats and how far they stray from it, counts the numbers that
   * are missing, alone and in bursts, and waits for as long as a period more of waiting saves
   * enough mistakes. So a device on a clean link is suspected soon, one on a lossy link late, and
   * where losses come in bursts, later still. The declared period is where learning begins. Without
   * sequence numbers a gap of about a whole number of periods is taken for losses. An outage
   * teaches little, a row of late beats the new period. The lower number after a restart,
   * duplicates, and beats out of order teach nothing; the device's own clock does not matter. After
   * one beat it may wait a period longer than after the next: over many, that is what keeps
   * mistakes just as rare as asked for.
   *
   * <p>Sources: Chen, Toueg and Aguilera, "On the Quality of Service of Failure Detectors", 2002,
   * for what is traded; Gilbert, "Capacity of a Burst-Noise Channel", 1960, for losses; Jacobson
   * and Karels, "Congestion Avoidance and Control", 1988, for mean deviations.
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
