package io.github.iotcoord.analysis;

/** Whose samples a window's result is of. */
public enum WindowScope {
  /** One device's. */
  DEVICE,
  /** Those of all devices of a group. */
  GROUP,
  /** Those of all devices. */
  FLEET
}
