package io.github.iotcoord.bench.compare.heartbeat;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.failure.DeviceDetector;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.heartbeat.TrackedDevice;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Devices that die from time to time, every n-th of a fleet, and what was reported of them. A
 * detector of their own, as the monitor has it, says when each should be suspected. Thread-safe.
 */
final class Doomed {
  private final int every;
  private final DeviceDetector[] expected;
  private final BitSet dead = new BitSet();
  private final BitSet down = new BitSet();
  private final AtomicInteger wronged = new AtomicInteger();
  private final AtomicLong worst = new AtomicLong(Long.MIN_VALUE);
  private volatile boolean killed;

  /**
   * @param every one of so many devices is doomed
   */
  Doomed(int devices, int every, FailureDetector detector, Duration period) {
    this.every = every;
    this.expected = new DeviceDetector[(devices + every - 1) / every];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = detector.forDevice(period, Ticker.system());
    }
  }

  int count() {
    return expected.length;
  }

  /** Beats for a device, unless it is dead. */
  void beat(int number, TrackedDevice device, long sequence) {
    if (number % every != 0) {
      device.beat(sequence);
      return;
    }
    // A beat and a death at once must be seen in one order.
    synchronized (expected[number / every]) {
      if (!killed) {
        device.beat(sequence);
        expected[number / every].beat(sequence);
      }
    }
  }

  void kill() {
    synchronized (this) {
      dead.set(0, expected.length);
      down.clear();
      wronged.set(0);
      worst.set(Long.MIN_VALUE);
    }
    killed = true;
    for (DeviceDetector detector : expected) {
      synchronized (detector) {
        // No beat is under way any more.
      }
    }
  }

  void revive() {
    killed = false;
  }

  /** Takes what the monitor says; to be called by its thread. */
  void heard(HealthTransition transition) {
    DeviceHealth after = transition.after();
    if (after == null || after.status() == DeviceStatus.UP) {
      return;
    }
    int number = Integer.parseInt(after.device().value().substring("device-".length()));
    if (!killed || number % every != 0) {
      wronged.incrementAndGet();
      return;
    }
    int n = number / every;
    if (after.status() == DeviceStatus.SUSPECT) {
      long late = -expected[n].untilSuspect().toNanos();
      worst.accumulateAndGet(late, Math::max);
    } else if (after.status() == DeviceStatus.DOWN) {
      synchronized (this) {
        down.set(n);
      }
    }
  }

  synchronized boolean allReported() {
    return down.equals(dead);
  }

  /** How many were reported that had not died, or not reported that had. */
  synchronized int wrong() {
    return wronged.get() + dead.cardinality() - down.cardinality();
  }

  /** The longest time between the end of a detector's patience and the report, in nanoseconds. */
  long worstNanos() {
    return worst.get();
  }
}
