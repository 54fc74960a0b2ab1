package io.github.iotcoord.analysis;

import io.github.iotcoord.registry.DeviceId;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whose results are computed, for each metric. Immutable, if the function is.
 *
 * @param devices whether there is one for each device
 * @param groups tells a device's group, or that it has none; null for no results of groups. Must be
 *     quick and not throw. Of windows that tumble or slide it is asked when a result is computed,
 *     of sessions when a sample is added
 * @param fleet whether there is one for all devices
 */
public record WindowScopes(
    boolean devices, @Nullable Function<DeviceId, Optional<String>> groups, boolean fleet) {

  /**
   * Creates scopes.
   *
   * @throws IllegalArgumentException if there is none
   */
  public WindowScopes {
    if (!devices && groups == null && !fleet) {
      throw new IllegalArgumentException("there must be results of devices, groups or the fleet");
    }
  }

  /**
   * Returns the scope of single devices.
   *
   * @return results of each device
   */
  public static WindowScopes ofDevices() {
    return new WindowScopes(true, null, false);
  }

  /**
   * Returns the scope of groups.
   *
   * @param groups tells a device's group, or that it has none
   * @return results of each group
   */
  public static WindowScopes ofGroups(Function<DeviceId, Optional<String>> groups) {
    return new WindowScopes(false, groups, false);
  }

  /**
   * Returns the scope of the fleet.
   *
   * @return results of all devices together
   */
  public static WindowScopes ofFleet() {
    return new WindowScopes(false, null, true);
  }

  /**
   * Adds results of each group.
   *
   * @param newGroups tells a device's group, or that it has none
   * @return new scopes
   */
  public WindowScopes withGroups(Function<DeviceId, Optional<String>> newGroups) {
    return new WindowScopes(devices, newGroups, fleet);
  }

  /**
   * Adds results of all devices together.
   *
   * @return new scopes
   */
  public WindowScopes withFleet() {
    return new WindowScopes(devices, groups, true);
  }
}
