package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Optional;

/**
 * A device in the table, with what a lookup needs: the name at hand, which it compares, and the
 * answer, so that none is made for each. In a large fleet each pointer that a lookup follows is a
 * wait for memory. Immutable.
 */
final class Entry {
  private final String name;
  private final Optional<RegisteredDevice> found;

  Entry(RegisteredDevice device) {
    this.name = device.id().value();
    this.found = Optional.of(device);
  }

  String name() {
    return name;
  }

  RegisteredDevice device() {
    return found.orElseThrow();
  }

  Optional<RegisteredDevice> found() {
    return found;
  }
}
