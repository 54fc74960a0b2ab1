package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.registry.DeviceId;

/** One simulated device: when it beats next, and whether it does. Guarded by its gateway. */
final class SimDevice {
  final int number;
  final DeviceId id;
  final DeviceType type;
  final long periodNanos;

  boolean alive = true;
  long sequence;
  int lostInARow;
  long nextBeat;
  long lastBeat;

  SimDevice(int number, FleetPlan plan) {
    this.number = number;
    this.id = plan.id(number);
    this.type = DeviceType.of(number);
    this.periodNanos = plan.period(number).toNanos();
  }
}
