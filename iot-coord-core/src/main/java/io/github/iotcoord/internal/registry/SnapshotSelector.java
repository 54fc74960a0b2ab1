package io.github.iotcoord.internal.registry;

import io.github.iotcoord.registry.DeviceSelector;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.SelectionStrategy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Chooses from an immutable snapshot, which is made anew only when the view has changed. */
final class SnapshotSelector implements DeviceSelector {
  private static final class Snapshot {
    final long changes;
    final RegisteredDevice[] devices;

    Snapshot(long changes, List<RegisteredDevice> devices) {
      this.changes = changes;
      this.devices = devices.toArray(RegisteredDevice[]::new);
    }
  }

  private record Choice(Snapshot from, RegisteredDevice device) {}

  private final LongSupplier changes;
  private final Supplier<List<RegisteredDevice>> devices;
  private final SelectionStrategy strategy;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Snapshot snapshot = new Snapshot(-1, List.of());
  private volatile @Nullable Choice choice;

  SnapshotSelector(
      LongSupplier changes, Supplier<List<RegisteredDevice>> devices, SelectionStrategy strategy) {
    this.changes = changes;
    this.devices = devices;
    this.strategy = strategy;
  }

  @Override
  public Optional<RegisteredDevice> select() {
    Snapshot current = current();
    RegisteredDevice[] devices = current.devices;
    if (devices.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        switch (strategy) {
          case ROUND_ROBIN ->
              devices[Integer.remainderUnsigned(turn.getAndIncrement(), devices.length)];
          case RANDOM -> any(devices);
          case STICKY -> sticky(current);
        });
  }

  private Snapshot current() {
    Snapshot seen = snapshot;
    if (seen.changes == changes.getAsLong()) {
      return seen;
    }
    synchronized (this) {
      // Read before the devices: a change in between makes the next call look again.
      long now = changes.getAsLong();
      if (snapshot.changes != now) {
        snapshot = new Snapshot(now, devices.get());
      }
      return snapshot;
    }
  }

  private static RegisteredDevice any(RegisteredDevice[] devices) {
    return devices[ThreadLocalRandom.current().nextInt(devices.length)];
  }

  private RegisteredDevice sticky(Snapshot current) {
    Choice last = choice;
    return last != null && last.from == current ? last.device : chooseAgain(current);
  }

  private synchronized RegisteredDevice chooseAgain(Snapshot current) {
    Choice last = choice;
    RegisteredDevice next = null;
    if (last != null) {
      for (RegisteredDevice device : current.devices) {
        if (device.id().equals(last.device.id())) {
          next = device;
        }
      }
    }
    if (next == null) {
      next = any(current.devices);
    }
    choice = new Choice(current, next);
    return next;
  }
}
