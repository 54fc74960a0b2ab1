package io.github.iotcoord.registry;

/**
 * Whether a device may be used, as an operator decides. It says nothing of whether the device is
 * alive, and outlasts registrations by whichever gateway.
 */
public enum AdminState {
  /** It may be used. */
  ENABLED,
  /** It has been taken out of use: queries find it, selectors never choose it. */
  LOCKED
}
