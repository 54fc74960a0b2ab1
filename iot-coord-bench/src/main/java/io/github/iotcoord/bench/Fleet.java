package io.github.iotcoord.bench;

import io.github.iotcoord.registry.Device;
import java.util.ArrayList;
import java.util.List;

/** Devices to measure with. */
public final class Fleet {
  private Fleet() {}

  /** A device with six attributes. */
  public static Device device(String id) {
    return Device.of(id, "thermometer")
        .withGroup("building-3")
        .with("floor", "2")
        .with("room", "2.17")
        .with("maker", "acme")
        .with("model", "t-1000")
        .with("firmware", "1.4.2")
        .with("calibrated", "2026-01-02");
  }

  /** So many of them, named by a prefix and a number. */
  public static List<Device> devices(String prefix, int count) {
    List<Device> devices = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      devices.add(device(prefix + "-" + i));
    }
    return devices;
  }
}
