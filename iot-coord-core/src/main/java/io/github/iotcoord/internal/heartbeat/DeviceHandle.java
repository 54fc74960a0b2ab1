package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.registry.DeviceId;

/** Knows the place of a device. Whether the device is still there shows in its id. */
final class DeviceHandle implements TrackedDevice {
  private final ZkHeartbeatMonitor monitor;
  private final DevicePage page;
  private final int index;
  private final DeviceId device;

  DeviceHandle(ZkHeartbeatMonitor monitor, DevicePage page, int index, DeviceId device) {
    this.monitor = monitor;
    this.page = page;
    this.index = index;
    // The very object that is there: one that is equal may have been tracked before.
    DeviceId there = page.ids[index];
    this.device = device.equals(there) ? there : device;
  }

  @Override
  public DeviceId device() {
    return device;
  }

  @Override
  public boolean beat() {
    return beat(FailureDetector.NO_SEQUENCE);
  }

  @Override
  public boolean beat(long sequence) {
    return monitor.beat(page, index, device, sequence);
  }

  @Override
  public void close() {
    if (page.holds(index, device)) {
      monitor.untrack(device);
    }
  }
}
