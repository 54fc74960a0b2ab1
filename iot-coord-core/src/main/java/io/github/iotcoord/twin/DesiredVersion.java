package io.github.iotcoord.twin;

import io.github.iotcoord.wire.Names;

/**
 * The version of what a device should be like: of its own desired state, and of the one that it
 * inherits from its group. Immutable. To be compared for equality; a device can move to another
 * group, so not every two of a device are ordered.
 *
 * @param own the version of the device's own desired state, 0 if it has none
 * @param group the group whose desired state it inherits, empty if there is nothing to inherit
 * @param ofGroup the version of the group's desired state, 0 if there is nothing to inherit
 */
public record DesiredVersion(int own, String group, int ofGroup) {
  /** The version of a device of which nothing has ever been desired. */
  public static final DesiredVersion NONE = new DesiredVersion(0, "", 0);

  /**
   * Creates a version. Where there is nothing to inherit the group's name does not matter, and is
   * left out.
   *
   * @throws IllegalArgumentException if a version is negative, or the group's name is none
   */
  public DesiredVersion {
    if (own < 0 || ofGroup < 0) {
      throw new IllegalArgumentException(
          "versions must not be negative, were " + own + " and " + ofGroup);
    }
    JsonValues.required("group", group);
    if (ofGroup == 0) {
      group = "";
    } else {
      Names.require("group", group);
    }
  }
}
