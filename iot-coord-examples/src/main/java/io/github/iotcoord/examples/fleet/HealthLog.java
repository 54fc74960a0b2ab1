package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What the observer sees of the fleet's health, counted by gateway. Thread-safe. */
final class HealthLog implements Consumer<HealthTransition> {
  private static final long NEVER = Long.MIN_VALUE;

  private final FleetPlan plan;
  private final DeathLog deaths;
  private final Map<DeviceId, Integer> numbers = new HashMap<>();
  private final List<Map<DeviceStatus, Integer>> counts = new ArrayList<>();
  private final Map<DeviceId, DeviceHealth> lastDown = new HashMap<>();
  private final int[] sizes;
  private final long[] lostAt;
  private boolean ended;

  HealthLog(FleetPlan plan, DeathLog deaths) {
    this.plan = plan;
    this.deaths = deaths;
    this.sizes = new int[plan.gateways()];
    this.lostAt = new long[plan.gateways()];
    Arrays.fill(lostAt, NEVER);
    for (int gateway = 0; gateway < plan.gateways(); gateway++) {
      counts.add(new EnumMap<>(DeviceStatus.class));
    }
    for (int device = 0; device < plan.devices(); device++) {
      numbers.put(plan.id(device), device);
      sizes[plan.gatewayOf(device)]++;
    }
  }

  @Override
  public synchronized void accept(HealthTransition transition) {
    DeviceHealth before = transition.before();
    DeviceHealth after = transition.after();
    DeviceHealth any = after != null ? after : before;
    Integer device = any == null ? null : numbers.get(any.device());
    if (device == null || ended) {
      return;
    }
    int gateway = plan.gatewayOf(device);
    if (before != null) {
      counts.get(gateway).merge(before.status(), -1, Integer::sum);
    }
    if (after == null) {
      return;
    }
    counts.get(gateway).merge(after.status(), 1, Integer::sum);
    boolean changed = before == null || before.status() != after.status();
    if (changed && after.status() == DeviceStatus.DOWN && isNews(after)) {
      deaths.down(device, System.nanoTime(), after.device() + " (" + after.reason() + ")");
    }
    if (lostAt[gateway] == NEVER && count(gateway, DeviceStatus.UNREACHABLE) == sizes[gateway]) {
      lostAt[gateway] = System.nanoTime();
    }
  }

  /** Whether this is another verdict than the last, and not the last that is in force again. */
  private boolean isNews(DeviceHealth down) {
    DeviceHealth last = lastDown.put(down.device(), down);
    return last == null
        || last.transition() != down.transition()
        || !last.gateway().equals(down.gateway());
  }

  /** How many of a gateway's devices are in a state. */
  synchronized int count(int gateway, DeviceStatus status) {
    return counts.get(gateway).getOrDefault(status, 0);
  }

  /** How many devices are in a state. */
  synchronized int count(DeviceStatus status) {
    int sum = 0;
    for (int gateway = 0; gateway < plan.gateways(); gateway++) {
      sum += count(gateway, status);
    }
    return sum;
  }

  /** When all of a gateway's devices were UNREACHABLE for the first time, if ever. */
  synchronized OptionalLong lostAt(int gateway) {
    return lostAt[gateway] == NEVER ? OptionalLong.empty() : OptionalLong.of(lostAt[gateway]);
  }

  /** Ends the log: what follows is the end of the program. */
  synchronized void end() {
    ended = true;
  }
}
