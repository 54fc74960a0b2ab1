package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.HealthSource;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is chosen from: the devices of the best sort that there is, in the order of their ids. */
final class Candidates {
  private final RegisteredDevice[] devices;
  // Made once, so that a choice allocates nothing.
  private final List<Optional<RegisteredDevice>> choices;

  Candidates(List<RegisteredDevice> devices) {
    this.devices = devices.toArray(RegisteredDevice[]::new);
    this.choices = devices.stream().map(Optional::of).toList();
  }

  /** Leaves out what is locked, and what is not healthy or has failed, if anything else is left. */
  static Candidates best(
      List<RegisteredDevice> matching, @Nullable HealthSource health, Set<DeviceId> out) {
    List<RegisteredDevice> allowed = new ArrayList<>(matching.size());
    List<RegisteredDevice> best = new ArrayList<>(matching.size());
    for (RegisteredDevice device : matching) {
      if (device.adminState() == AdminState.LOCKED) {
        continue;
      }
      allowed.add(device);
      if (!out.contains(device.id()) && (health == null || health.isHealthy(device.id()))) {
        best.add(device);
      }
    }
    return new Candidates(best.isEmpty() ? allowed : best);
  }

  int size() {
    return devices.length;
  }

  RegisteredDevice device(int index) {
    return devices[index];
  }

  Optional<RegisteredDevice> choice(int index) {
    return choices.get(index);
  }
}
