package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.examples.fleet.FaultScript.Death;
import io.github.iotcoord.examples.fleet.FaultScript.GatewayFault;
import io.github.iotcoord.examples.fleet.FaultScript.Outage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Plays a {@link FaultScript}: breaks things when it says so. Thread-safe. */
final class FaultPlayer implements AutoCloseable {
  private final FleetPlan plan;
  private final DeathLog deaths;
  private final Display display;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(3);
  private final Map<Integer, Long> gatewayFaults = new HashMap<>();
  private final List<String> troubles = new ArrayList<>();
  private final long begin = System.nanoTime();

  /** A step of the script. */
  private interface Step {
    void run() throws InterruptedException;
  }

  FaultPlayer(FleetPlan plan, DeathLog deaths, Display display) {
    this.plan = plan;
    this.deaths = deaths;
    this.display = display;
  }

  /** A device of a gateway dies, and perhaps returns. */
  void play(Death death, SimGateway gateway) {
    at(death.diesAt(), () -> deaths.died(death.device(), gateway.kill(death.device())));
    if (death.returnsAt() != Long.MAX_VALUE) {
      at(
          death.returnsAt(),
          () -> {
            deaths.returned(death.device(), System.nanoTime());
            gateway.revive(death.device());
          });
    }
  }

  /** A gateway's process dies. */
  void play(GatewayFault fault, GatewayProcess process) {
    at(
        fault.from(),
        () -> {
          process.kill();
          began(fault, "'s process is killed");
        });
  }

  /** A gateway's network freezes for a while. */
  void play(GatewayFault fault, FreezingLink link) {
    at(
        fault.from(),
        () -> {
          link.freeze();
          began(fault, "'s network freezes");
        });
    at(
        fault.until(),
        () -> {
          link.unfreeze();
          event(plan.gatewayName(fault.gateway()) + "'s network thaws");
        });
  }

  /** The server is restarted. */
  void play(Outage outage, Ensemble ensemble) {
    at(
        outage.from(),
        () -> {
          event("the ZooKeeper server stops");
          ensemble.stopServer();
        });
    at(
        outage.until(),
        () -> {
          ensemble.restartServer();
          event("the ZooKeeper server is back");
        });
  }

  /** When a gateway was broken, by {@link System#nanoTime}. */
  synchronized OptionalLong brokenAt(int gateway) {
    Long at = gatewayFaults.get(gateway);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  /** Steps that could not be played. */
  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  private void began(GatewayFault fault, String what) {
    synchronized (this) {
      gatewayFaults.put(fault.gateway(), System.nanoTime());
    }
    event(plan.gatewayName(fault.gateway()) + what);
  }

  private void event(String what) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    display.event("%6.1f s  %s".formatted(seconds, what));
  }

  private void at(long millis, Step step) {
    long delay = TimeUnit.MILLISECONDS.toNanos(millis) - (System.nanoTime() - begin);
    timer.schedule(() -> run(step), Math.max(0, delay), TimeUnit.NANOSECONDS);
  }

  private void run(Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      synchronized (this) {
        troubles.add("a fault could not be played: " + e);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      timer.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
