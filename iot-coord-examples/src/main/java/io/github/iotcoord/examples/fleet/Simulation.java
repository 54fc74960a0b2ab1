package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.analysis.WindowAggregate;
import io.github.iotcoord.analysis.Windows;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.examples.fleet.FaultScript.Death;
import io.github.iotcoord.examples.fleet.FaultScript.GatewayFault;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.registry.DeviceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Has a fleet live for a while, breaks things by a script, and reports what became of it. */
final class Simulation {
  private static final long PATIENCE_MS = 20_000;
  private static final int WORKERS = 3;

  private final Ensemble ensemble;
  private final FleetPlan plan;
  private final long lengthMs;
  private final FaultScript script;
  private final Display display;
  private final DeliveryLog delivery = new DeliveryLog();
  private final DeathLog deaths = new DeathLog();
  private final HealthLog health;
  private final LockContest contest = new LockContest();
  private final Map<Integer, SimGateway> gateways = new HashMap<>();
  private @Nullable GatewayProcess process;
  private @Nullable FreezingLink link;

  Simulation(Ensemble ensemble, FleetPlan plan, long lengthMs, Display display) {
    this.ensemble = ensemble;
    this.plan = plan;
    this.lengthMs = lengthMs;
    this.display = display;
    this.health = new HealthLog(plan, deaths);
    long session = ensemble.session().toMillis();
    FaultScript.Timing timing =
        new FaultScript.Timing(
            session,
            SimGateway.DETECTION_PERIODS * plan.longestPeriod().toMillis() + 1_500,
            session / 2 + 1_500);
    this.script = FaultScript.write(plan, timing, lengthMs, ensemble.canRestart());
  }

  @SuppressWarnings("try") // the subscriptions are there to be closed
  Report run() throws InterruptedException {
    ExecutorService listener = Executors.newSingleThreadExecutor();
    ExecutorService subscriber = Executors.newSingleThreadExecutor();
    IotCoord observer = ensemble.join("observer");
    try (FleetHealth fleet = observer.fleetHealth();
        DeviceView registry = observer.deviceRegistry().view();
        SensorDataChannel channel = observer.sensorDataChannel(SimGateway.CHANNEL);
        Subscription samples = channel.subscribe(SubscriptionStart.oldest(), delivery, subscriber);
        Subscription transitions = fleet.addListener(health, listener)) {
      openGateways();
      double registrationsPerSecond = registerEveryDevice();
      Instant begin = Instant.now();
      FaultPlayer faults = live();
      health.end();
      contest.end();
      for (SimGateway gateway : gateways.values()) {
        gateway.stop();
      }
      await("the last samples", () -> delivery.balance().lost() == 0);
      SimulationReport report = new SimulationReport(plan, script, lengthMs);
      report.registry(registry.size(), registrationsPerSecond);
      report.health(deaths, health, faults);
      report.channel(delivery.balance(), aggregate(channel, begin));
      report.lock(contest);
      return report.finish();
    } finally {
      mend();
      contest.end();
      listener.shutdownNow();
      subscriber.shutdownNow();
    }
  }

  /** Ends every outage, so that what is open can be closed. */
  private void mend() {
    if (link != null) {
      link.unfreeze();
    }
    ensemble.restartServer();
  }

  private void openGateways() throws InterruptedException {
    GatewayFault kill = script.kill();
    GatewayFault freeze = script.freeze();
    if (kill != null) {
      process = ensemble.own(new GatewayProcess(ensemble, plan, kill.gateway(), delivery));
    }
    List<IotCoord> coords = new ArrayList<>();
    for (int gateway = 0; gateway < plan.gateways(); gateway++) {
      if (kill != null && kill.gateway() == gateway) {
        continue;
      }
      String address = ensemble.connectString();
      if (freeze != null && freeze.gateway() == gateway) {
        link = ensemble.link();
        address = ensemble.through(link);
      }
      IotCoord coord = ensemble.join(plan.gatewayName(gateway), address);
      gateways.put(gateway, new SimGateway(coord, plan, gateway, delivery));
      coords.add(freeze != null && freeze.gateway() == gateway ? 0 : coords.size(), coord);
    }
    // The one with the bad network among them.
    for (int worker = 0; worker < WORKERS; worker++) {
      contest.join(coords.get(worker % coords.size()), worker, plan.seed());
    }
    if (process != null) {
      process.awaitReady();
    }
  }

  /** Every gateway registers its devices, all at the same time; returns devices per second. */
  private double registerEveryDevice() throws InterruptedException {
    ExecutorService together = Executors.newCachedThreadPool();
    try {
      List<Callable<Integer>> work = new ArrayList<>();
      gateways.values().forEach(gateway -> work.add(gateway::register));
      if (process != null) {
        work.add(process::register);
      }
      long begin = System.nanoTime();
      int registered = 0;
      for (Future<Integer> part : together.invokeAll(work)) {
        registered += part.get();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      display.event(
          "%,d devices registered by %d gateways in %.2f s"
              .formatted(registered, plan.gateways(), seconds));
      return registered / seconds;
    } catch (ExecutionException e) {
      throw new CoordinationException("The devices could not be registered", e.getCause());
    } finally {
      together.shutdownNow();
    }
  }

  private FaultPlayer live() throws InterruptedException {
    gateways.values().forEach(SimGateway::start);
    if (process != null) {
      process.start();
    }
    FaultPlayer faults = ensemble.own(new FaultPlayer(plan, deaths, display));
    for (Death death : script.deaths()) {
      faults.play(death, gatewayOf(death.device()));
    }
    if (script.kill() != null && process != null) {
      faults.play(script.kill(), process);
    }
    if (script.freeze() != null && link != null) {
      faults.play(script.freeze(), link);
    }
    if (script.restart() != null) {
      faults.play(script.restart(), ensemble);
    }
    FleetFrame frame = new FleetFrame(plan, health, deaths, delivery, contest, lengthMs);
    long begin = System.nanoTime();
    long millis = 0;
    while (millis < lengthMs) {
      long shown = millis;
      display.update(() -> frame.at(shown));
      Thread.sleep(Math.min(100, lengthMs - millis));
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
    display.end();
    await("the last deaths and returns", this::isSettled);
    return faults;
  }

  private SimGateway gatewayOf(int device) {
    SimGateway gateway = gateways.get(plan.gatewayOf(device));
    if (gateway == null) {
      throw new IllegalStateException("the script kills a device of a gateway that dies itself");
    }
    return gateway;
  }

  /** Whether every death has been seen, and everybody else who can be heard is UP. */
  private boolean isSettled() {
    int unheard = script.kill() == null ? 0 : plan.devicesOf(script.kill().gateway()).size();
    int up = health.count(DeviceStatus.UP) + health.count(DeviceStatus.SUSPECT);
    return deaths.detected() >= deaths.deaths()
        && up >= plan.devices() - unheard - script.deadInTheEnd();
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    boolean told = false;
    while (!condition.getAsBoolean()) {
      long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      if (waited > PATIENCE_MS) {
        return;
      }
      if (waited > 1_000 && !told) {
        display.event("waiting for " + what);
        told = true;
      }
      Thread.sleep(50);
    }
  }

  private List<WindowAggregate> aggregate(SensorDataChannel channel, Instant begin)
      throws InterruptedException {
    Instant end = Instant.now().plusSeconds(1);
    return Windows.tumbling(Duration.ofMillis(lengthMs))
        .aggregate(channel.history(HistoryQuery.between(begin.minusSeconds(1), end)));
  }
}
