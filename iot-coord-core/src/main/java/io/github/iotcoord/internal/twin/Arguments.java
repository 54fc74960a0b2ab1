package io.github.iotcoord.internal.twin;

import io.github.iotcoord.registry.DeviceId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what callers give. */
final class Arguments {
  private Arguments() {}

  static <T> T required(String what, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
    return value;
  }

  static List<DeviceId> devices(@Nullable Collection<DeviceId> devices) {
    required("devices", devices).forEach(device -> required("a device", device));
    return List.copyOf(devices);
  }

  static int version(int expectedVersion) {
    if (expectedVersion < 0) {
      throw new IllegalArgumentException(
          "expectedVersion must not be negative, was " + expectedVersion);
    }
    return expectedVersion;
  }
}
