package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which devices there are, who hears them, and how often they beat. A pure function of a few
 * numbers, so that a gateway in another process knows its devices without being told.
 *
 * @param devices how many devices
 * @param gateways how many gateways
 * @param seed from which everything random is drawn
 * @param scale what the periods of the device types are multiplied with
 */
record FleetPlan(int devices, int gateways, long seed, double scale) {
  /** Beats cost next to nothing; so many samples a second do not. */
  private static final double SAMPLES_PER_SECOND = 5_000;

  private static final double BEATS_PER_SECOND = 50_000;

  /** Plans a fleet whose failures can be detected several times over in a run of this length. */
  static FleetPlan of(int devices, int gateways, long seed, int seconds) {
    double forTime = Math.max(0.1, Math.min(1, seconds / 60.0));
    double forLoad = devices / (BEATS_PER_SECOND * DeviceType.LONGEST_PERIOD_MS / 1_000);
    return new FleetPlan(devices, gateways, seed, Math.max(forTime, forLoad));
  }

  DeviceId id(int device) {
    return DeviceId.of("%s-%06d".formatted(DeviceType.of(device).label(), device));
  }

  int gatewayOf(int device) {
    return device % gateways;
  }

  String gatewayName(int gateway) {
    return "gateway-%02d".formatted(gateway + 1);
  }

  /** The numbers of a gateway's devices. */
  List<Integer> devicesOf(int gateway) {
    List<Integer> numbers = new ArrayList<>();
    for (int device = gateway; device < devices; device += gateways) {
      numbers.add(device);
    }
    return numbers;
  }

  Device describe(int device) {
    return Device.of(id(device).value(), DeviceType.of(device).label())
        .withGroup("hall-" + (gatewayOf(device) + 1))
        .with("metric", DeviceType.of(device).metric());
  }

  Duration period(int device) {
    return DeviceType.of(device).period(scale);
  }

  Duration longestPeriod() {
    return Duration.ofMillis(Math.round(DeviceType.LONGEST_PERIOD_MS * scale));
  }

  /** Every how many beats a device publishes a sample. */
  int beatsPerSample() {
    double beats = devices / (DeviceType.LONGEST_PERIOD_MS * scale / 1_000);
    return (int) Math.max(1, Math.ceil(beats / SAMPLES_PER_SECOND));
  }
}
