package io.github.iotcoord.bench.qos;

import io.github.iotcoord.bench.qos.Trace.Beat;
import io.github.iotcoord.bench.qos.Trace.Device;
import io.github.iotcoord.failure.FailureDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Makes a trace of a scenario: the same one for the same seed. */
final class Simulation {
  private static final long MILLISECOND = 1_000_000;
  private static final long PERIOD = Duration.ofSeconds(10).toNanos();

  /** How long a device is off, in periods: evenly between these. */
  private static final double SHORTEST_OFF = 5;

  private static final double LONGEST_OFF = 200;

  private record Sent(double at, long number, boolean wasOff) {}

  private final Scenario scenario;
  private final Random random;

  private Simulation(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.random = new Random(seed);
  }

  static Trace of(Scenario scenario, int devices, int beats, long seed) {
    List<Device> all = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      long own = (seed * 31 + scenario.name().hashCode()) * 31 + i;
      all.add(new Device("device-" + i, PERIOD, new Simulation(scenario, own).device(beats)));
    }
    return new Trace(scenario.name(), all);
  }

  private List<Beat> device(int beats) {
    List<Beat> arrived = new ArrayList<>();
    Loss loss = scenario.loss().get();
    boolean wasOff = false;
    for (Sent sent : send(beats)) {
      wasOff |= sent.wasOff();
      if (!loss.next(random)) {
        arrived.add(arrive(sent, wasOff));
        if (random.nextDouble() < scenario.duplicateRate()) {
          arrived.add(arrive(sent, false));
        }
        wasOff = false;
      }
    }
    arrived.sort(Comparator.comparingLong(Beat::arrival));
    return List.copyOf(arrived);
  }

  private List<Sent> send(int beats) {
    List<Sent> sent = new ArrayList<>();
    double pace = 1 + scenario.drift() * (2 * random.nextDouble() - 1);
    double now = random.nextDouble();
    long number = 0;
    for (int i = 0; i < beats; i++) {
      boolean slow = i >= beats / 3 && i < 2 * beats / 3;
      now += slow ? pace * scenario.slowdown() : pace;
      boolean restarts = random.nextDouble() < scenario.restartRate();
      boolean off = i > 0 && (random.nextDouble() < scenario.offRate() || restarts);
      if (off) {
        now += SHORTEST_OFF + random.nextDouble() * (LONGEST_OFF - SHORTEST_OFF);
        number = restarts ? 0 : number;
      }
      sent.add(new Sent(now, number++, off));
    }
    return sent;
  }

  // In whole milliseconds: the clock of the peer knows no others.
  private Beat arrive(Sent sent, boolean wasOff) {
    double at = (sent.at() + scenario.delay().next(random)) * PERIOD;
    long number = scenario.numbered() ? sent.number() : FailureDetector.NO_SEQUENCE;
    return new Beat(Math.round(at / MILLISECOND) * MILLISECOND, number, wasOff);
  }
}
