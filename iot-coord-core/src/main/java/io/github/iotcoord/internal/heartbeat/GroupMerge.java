package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.internal.codec.HealthGroup;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one state of each gateway's devices together, and counts them by state. Changes come in one
 * at a time; reading is safe from any thread.
 */
final class GroupMerge {
  private static final class Counts {
    private final Map<DeviceStatus, AtomicLong> byStatus = new EnumMap<>(DeviceStatus.class);

    Counts() {
      for (DeviceStatus status : DeviceStatus.values()) {
        byStatus.put(status, new AtomicLong());
      }
    }

    void add(DeviceStatus status, int more) {
      Objects.requireNonNull(byStatus.get(status)).addAndGet(more);
    }

    Map<DeviceStatus, Long> copy() {
      Map<DeviceStatus, Long> result = new EnumMap<>(DeviceStatus.class);
      byStatus.forEach((status, count) -> result.put(status, count.get()));
      return result;
    }
  }

  private final Clock wallClock;
  private final Consumer<GroupTransition> sink;
  private final Map<String, HealthGroup> said = new HashMap<>();
  private final Map<String, GroupHealth> merged = new ConcurrentHashMap<>();
  private final Map<String, Counts> counts = new ConcurrentHashMap<>();
  private final Counts all = new Counts();

  GroupMerge(Clock wallClock, Consumer<GroupTransition> sink) {
    this.wallClock = wallClock;
    this.sink = sink;
  }

  /** A gateway's own word of its devices has changed; null if it is gone. */
  void said(String gateway, @Nullable HealthGroup group) {
    if (group == null) {
      said.remove(gateway);
    } else {
      said.put(gateway, group);
    }
  }

  /**
   * Looks at a gateway again.
   *
   * @param life the incarnation of its claim in force, null if it has none
   * @param known whether anything of it is left
   */
  void refresh(String gateway, @Nullable String life, boolean known) {
    GroupHealth before = merged.get(gateway);
    GroupHealth after = known ? merge(gateway, life, before) : null;
    if (Objects.equals(before, after)) {
      return;
    }
    if (after == null) {
      merged.remove(gateway);
    } else {
      merged.put(gateway, after);
    }
    sink.accept(new GroupTransition(before, after));
  }

  private GroupHealth merge(String gateway, @Nullable String life, @Nullable GroupHealth before) {
    HealthGroup own = said.get(gateway);
    long number = own == null ? 0 : own.transition();
    if (life == null) {
      return same(before, GroupStatus.GONE, number)
          ? Objects.requireNonNull(before)
          : here(gateway, GroupStatus.GONE, number, "the gateway has no claim");
    }
    if (own != null && own.incarnation().equals(life)) {
      return own.health(gateway);
    }
    return same(before, GroupStatus.UP, number)
        ? Objects.requireNonNull(before)
        : here(gateway, GroupStatus.UP, number, "the gateway is there");
  }

  private static boolean same(@Nullable GroupHealth before, GroupStatus status, long number) {
    return before != null && before.status() == status && before.transition() == number;
  }

  private GroupHealth here(String gateway, GroupStatus status, long number, String reason) {
    return new GroupHealth(gateway, status, wallClock.instant(), number, reason);
  }

  /** A device's state has changed. */
  void count(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
    if (before != null) {
      add(before, -1);
    }
    if (after != null) {
      add(after, 1);
    }
  }

  private void add(DeviceHealth health, int more) {
    all.add(health.status(), more);
    counts.computeIfAbsent(health.gateway(), g -> new Counts()).add(health.status(), more);
  }

  @Nullable GroupHealth find(String gateway) {
    return merged.get(gateway);
  }

  Collection<GroupHealth> all() {
    return List.copyOf(merged.values());
  }

  Map<DeviceStatus, Long> counts() {
    return all.copy();
  }

  Map<DeviceStatus, Long> counts(String gateway) {
    Counts own = counts.get(gateway);
    return (own == null ? new Counts() : own).copy();
  }
}
