package io.github.iotcoord.registry;

import java.util.Map;

/**
 * What became of a bulk registration.
 *
 * @param registered how many devices are registered
 * @param failures why each of the others is not, or is not known to be
 */
public record RegistrationReport(int registered, Map<DeviceId, RuntimeException> failures) {

  /** Creates a report. */
  public RegistrationReport {
    failures = Map.copyOf(failures);
  }

  /**
   * Tells whether every device was registered.
   *
   * @return whether there are no failures
   */
  public boolean isComplete() {
    return failures.isEmpty();
  }
}
