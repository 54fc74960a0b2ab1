package io.github.iotcoord.examples.replay;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HealthTransition;
import java.util.function.Consumer;

/** Counts what the fleet's health says of a trace's devices. Thread-safe. */
final class DownCounter implements Consumer<HealthTransition> {
  private long downs;
  private long returns;
  private long suspicions;

  @Override
  public synchronized void accept(HealthTransition transition) {
    DeviceHealth before = transition.before();
    DeviceHealth after = transition.after();
    if (after == null || (before != null && before.status() == after.status())) {
      return;
    }
    switch (after.status()) {
      case DOWN -> downs++;
      case SUSPECT -> suspicions++;
      case UP -> returns += before != null && before.status() == DeviceStatus.DOWN ? 1 : 0;
      case UNREACHABLE -> {}
    }
  }

  /** How often a device was called DOWN. */
  synchronized long downs() {
    return downs;
  }

  /** How often a device that was DOWN was heard again. */
  synchronized long returns() {
    return returns;
  }

  synchronized long suspicions() {
    return suspicions;
  }
}
