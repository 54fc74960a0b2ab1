package io.github.iotcoord.registry;

import io.github.iotcoord.CoordinationException;

/** A device is not registered. */
public class DeviceNotFoundException extends CoordinationException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what went wrong, naming the thing it went wrong with
   */
  public DeviceNotFoundException(String message) {
    super(message);
  }
}
