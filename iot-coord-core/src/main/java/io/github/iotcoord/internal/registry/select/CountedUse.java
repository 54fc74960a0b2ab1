package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.registry.DeviceUse;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A use that counts as load while it is open. */
final class CountedUse implements DeviceUse {
  private final RegisteredDevice device;
  private final AtomicInteger uses;
  private final Ejections ejections;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean failed;

  CountedUse(RegisteredDevice device, Uses uses, Ejections ejections) {
    this.device = device;
    this.uses = uses.of(device.id());
    this.ejections = ejections;
    this.uses.incrementAndGet();
  }

  @Override
  public RegisteredDevice device() {
    return device;
  }

  @Override
  public void failed() {
    failed = true;
    ejections.error(device.id());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      uses.decrementAndGet();
      if (!failed) {
        ejections.success(device.id());
      }
    }
  }
}
