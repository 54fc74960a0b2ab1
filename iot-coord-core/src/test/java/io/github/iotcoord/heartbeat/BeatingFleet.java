package io.github.iotcoord.heartbeat;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Devices that beat once a second of a clock that runs ten times as fast, each beat through any of
 * the relays.
 */
final class BeatingFleet implements AutoCloseable {
  static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int ROUNDS = 5;
  private static final long SEED = 20_261_124;

  final ManualTicker ticker;
  final List<BeatRelay> relays = new CopyOnWriteArrayList<>();
  final Set<DeviceId> dead = ConcurrentHashMap.newKeySet();
  private final List<DeviceId> devices = new ArrayList<>();
  private final Random random = new Random(SEED);
  private final ScheduledExecutorService driver = Executors.newSingleThreadScheduledExecutor();
  private long round;

  BeatingFleet(ManualTicker ticker, int size) {
    this.ticker = ticker;
    for (int i = 0; i < size; i++) {
      devices.add(DeviceId.of("device-" + i));
    }
  }

  List<DeviceId> devices() {
    return devices;
  }

  /** Has all devices tracked, and begins to beat. */
  void start() {
    List<CompletableFuture<Void>> tracked = new ArrayList<>();
    for (DeviceId device : devices) {
      tracked.add(relays.get(0).track(device, PERIOD));
    }
    var unused = driver.scheduleWithFixedDelay(this::beat, 0, 20, TimeUnit.MILLISECONDS);
    CompletableFuture.allOf(tracked.toArray(new CompletableFuture<?>[0]))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private void beat() {
    round++;
    for (int i = (int) (round % ROUNDS); i < devices.size(); i += ROUNDS) {
      if (!dead.contains(devices.get(i))) {
        relays.get(random.nextInt(relays.size())).beat(devices.get(i), round / ROUNDS);
      }
    }
    ticker.advance(PERIOD.dividedBy(ROUNDS));
  }

  @Override
  public void close() {
    driver.shutdownNow();
  }
}
