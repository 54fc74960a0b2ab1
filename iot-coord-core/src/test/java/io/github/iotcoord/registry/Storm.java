package io.github.iotcoord.registry;

import java.util.Random;

/** Random changes to the devices of a fleet, one after the other. */
final class Storm {
  private static final int DEVICES = 400;

  private final DeviceRegistry registry;
  private final Random random;

  Storm(DeviceRegistry registry, Random random) {
    this.registry = registry;
    this.random = random;
  }

  void change(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      Device device =
          Device.of("device-" + random.nextInt(DEVICES), "type-" + random.nextInt(5))
              .with("number", String.valueOf(random.nextInt()));
      RegisteredDevice known = registry.find(device.id()).orElse(null);
      switch (random.nextInt(4)) {
        case 0 -> registry.register(device);
        case 1 -> {
          if (known != null) {
            registry.update(device, known.version());
          }
        }
        case 2 -> {
          if (known != null) {
            registry.deregister(device.id());
          }
        }
        default -> {
          // Deleted and created again: its version is the same as before.
          if (known != null) {
            registry.deregister(device.id());
          }
          registry.register(device);
        }
      }
    }
  }
}
