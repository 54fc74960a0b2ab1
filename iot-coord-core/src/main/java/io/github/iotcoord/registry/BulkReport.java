package io.github.iotcoord.registry;

import java.util.List;

/**
 * What became of a bulk call. Each device of the input is in {@code done} or in {@code failed},
 * once. Immutable.
 *
 * @param done how many devices it was done for
 * @param failed how many it was not done for, or is not known to be
 * @param failures the first {@value #MOST_FAILURES} of these and why; the failure listener of
 *     {@link BulkOptions} hears of all
 */
public record BulkReport(long done, long failed, List<DeviceFailure> failures) {
  /** How many failures a report keeps. */
  public static final int MOST_FAILURES = 10_000;

  /** Creates a report. */
  public BulkReport {
    failures = List.copyOf(failures);
  }

  /**
   * Tells whether it was done for every device.
   *
   * @return whether there are no failures
   */
  public boolean isComplete() {
    return failed == 0;
  }
}
