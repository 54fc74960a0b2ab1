package io.github.iotcoord.bench.qos;

import java.util.List;
import java.util.function.Supplier;

/**
 * What is true of the devices of a simulated trace.
 *
 * @param loss which beats are lost; each device has a link of its own
 * @param delay how long a beat is under way
 * @param drift how much faster or slower than declared a device's clock may run, as a fraction
 * @param slowdown by how much the period changes after a third of the beats, and back after two
 * @param offRate how often a device stops for a while, per beat
 * @param restartRate how often it stops and then counts from 0, per beat
 * @param duplicateRate how often a beat arrives twice
 * @param numbered whether beats carry numbers
 */
record Scenario(
    String name,
    Supplier<Loss> loss,
    Delay delay,
    double drift,
    double slowdown,
    double offRate,
    double restartRate,
    double duplicateRate,
    boolean numbered) {
  private static final Delay LITTLE = Delay.normal(0.01);

  /** A device with a regular clock and numbered beats. */
  private static Scenario plain(String name, Supplier<Loss> loss, Delay delay) {
    return new Scenario(name, loss, delay, 0, 1, 0, 0, 0, true);
  }

  private Scenario withDrift(double value) {
    return new Scenario(
        name, loss, delay, value, slowdown, offRate, restartRate, duplicateRate, numbered);
  }

  private Scenario withSlowdown(double value) {
    return new Scenario(
        name, loss, delay, drift, value, offRate, restartRate, duplicateRate, numbered);
  }

  private Scenario withOffRate(double value) {
    return new Scenario(
        name, loss, delay, drift, slowdown, value, restartRate, duplicateRate, numbered);
  }

  private Scenario withRestartRate(double value) {
    return new Scenario(
        name, loss, delay, drift, slowdown, offRate, value, duplicateRate, numbered);
  }

  private Scenario withDuplicateRate(double value) {
    return new Scenario(name, loss, delay, drift, slowdown, offRate, restartRate, value, numbered);
  }

  private Scenario unnumbered() {
    return new Scenario(
        name, loss, delay, drift, slowdown, offRate, restartRate, duplicateRate, false);
  }

  static List<Scenario> all() {
    return List.of(
        plain("sim-loss-0", () -> Loss.independent(0), LITTLE),
        plain("sim-loss-1", () -> Loss.independent(0.01), LITTLE),
        plain("sim-loss-5", () -> Loss.independent(0.05), LITTLE),
        plain("sim-loss-20", () -> Loss.independent(0.2), LITTLE),
        plain("sim-jitter-normal", () -> Loss.independent(0.01), Delay.normal(0.15)),
        plain("sim-jitter-heavy", () -> Loss.independent(0.01), Delay.pareto(0.02, 1.5)),
        plain("sim-bursts", () -> Loss.bursts(0.01, 0.25, 0.002, 0.8), LITTLE),
        plain("sim-drift", () -> Loss.independent(0.01), LITTLE).withDrift(0.02),
        plain("sim-change", () -> Loss.independent(0.01), LITTLE).withSlowdown(3),
        plain("sim-outages", () -> Loss.independent(0.02), LITTLE).withOffRate(0.005),
        plain("sim-restarts", () -> Loss.independent(0.02), LITTLE).withRestartRate(0.005),
        plain("sim-reordering", () -> Loss.independent(0.02), Delay.normal(0.4))
            .withDuplicateRate(0.1),
        plain("sim-unnumbered", () -> Loss.independent(0.05), Delay.normal(0.05)).unnumbered());
  }
}
