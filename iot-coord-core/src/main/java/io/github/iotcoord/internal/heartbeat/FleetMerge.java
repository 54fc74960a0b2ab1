package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one state of each device out of what all gateways say of it.
 *
 * <p>A gateway's word counts as live while its page was written by the life of the gateway whose
 * claim is the newest. Of the live words with the highest number of a connection the best one
 * counts (UP before SUSPECT before DOWN), and of equal ones the newest. Changes come in one at a
 * time; reading is safe from any thread.
 */
final class FleetMerge {

  /** What one page says of one device, and since which transaction. */
  private record Word(HealthNode.Page node, long zxid, HealthEntry entry) {}

  private final Clock wallClock;
  private final Consumer<HealthTransition> sink;

  private final Map<String, NavigableMap<Long, String>> claims = new HashMap<>();
  private final Map<String, String> inForce = new ConcurrentHashMap<>();
  private final Map<String, Map<String, HealthNode.Page>> pages = new ConcurrentHashMap<>();
  private final Map<DeviceId, List<Word>> words = new HashMap<>();
  private final Map<DeviceId, DeviceHealth> merged = new ConcurrentHashMap<>();
  private final GroupMerge groups;
  private final LastSeen lastSeen = new LastSeen();

  FleetMerge(
      Clock wallClock, Consumer<HealthTransition> sink, Consumer<GroupTransition> groupSink) {
    this.wallClock = wallClock;
    this.sink = sink;
    this.groups = new GroupMerge(wallClock, groupSink);
  }

  GroupMerge groups() {
    return groups;
  }

  /** When a device was heard last by the gateway whose word counts, as far as it wrote that. */
  @Nullable Instant lastSeen(DeviceId device) {
    DeviceHealth health = merged.get(device);
    return health == null
        ? null
        : lastSeen.find(device, health.gateway(), pagesOf(health.gateway()));
  }

  private Collection<HealthNode.Page> pagesOf(String gateway) {
    return pages.getOrDefault(gateway, Map.of()).values();
  }

  @Nullable DeviceHealth find(DeviceId device) {
    return merged.get(device);
  }

  Collection<DeviceHealth> all() {
    return List.copyOf(merged.values());
  }

  Set<String> gateways() {
    return Set.copyOf(inForce.keySet());
  }

  void claimsChanged(List<MirrorChange<ClaimNode>> changes) {
    Set<String> touched = new LinkedHashSet<>();
    for (MirrorChange<ClaimNode> change : changes) {
      ClaimNode before = change.before();
      ClaimNode after = change.after();
      if (before != null) {
        claimsOf(before.gateway()).remove(before.sequence());
        touched.add(before.gateway());
      }
      if (after != null) {
        claimsOf(after.gateway()).put(after.sequence(), after.incarnation());
        touched.add(after.gateway());
      }
    }
    touched.forEach(this::gatewayChanged);
  }

  private NavigableMap<Long, String> claimsOf(String gateway) {
    return claims.computeIfAbsent(gateway, g -> new TreeMap<>());
  }

  private void gatewayChanged(String gateway) {
    NavigableMap<Long, String> all = claimsOf(gateway);
    String now = all.isEmpty() ? null : all.lastEntry().getValue();
    if (all.isEmpty()) {
      claims.remove(gateway);
    }
    String before = now == null ? inForce.remove(gateway) : inForce.put(gateway, now);
    refreshGroup(gateway);
    if (!Objects.equals(before, now)) {
      for (HealthNode.Page node : pages.getOrDefault(gateway, Map.of()).values()) {
        node.page().entries().forEach(entry -> refresh(entry.device()));
      }
    }
  }

  private void refreshGroup(String gateway) {
    String life = inForce.get(gateway);
    groups.refresh(gateway, life, life != null || pages.containsKey(gateway));
  }

  /** Takes what has changed; the groups first, so that one event comes before the many. */
  void nodesChanged(List<MirrorChange<HealthNode>> changes) {
    for (MirrorChange<HealthNode> change : changes) {
      HealthNode one = change.after() != null ? change.after() : change.before();
      if (one instanceof HealthNode.Group group) {
        groups.said(group.gateway(), change.after() == null ? null : group.group());
        refreshGroup(group.gateway());
      }
    }
    Set<String> touched = new LinkedHashSet<>();
    for (MirrorChange<HealthNode> change : changes) {
      HealthNode one = change.after() != null ? change.after() : change.before();
      if (one instanceof HealthNode.Page page) {
        pageChanged((HealthNode.Page) change.before(), (HealthNode.Page) change.after());
        touched.add(page.gateway());
      } else if (one instanceof HealthNode.Seen seen) {
        lastSeen.changed(
            seen.gateway(), change.after() == null ? null : seen.seen(), pagesOf(seen.gateway()));
      }
    }
    touched.forEach(this::refreshGroup);
  }

  private void pageChanged(HealthNode.@Nullable Page before, HealthNode.@Nullable Page after) {
    Set<DeviceId> touched = new LinkedHashSet<>();
    Map<HealthEntry, Long> known = new HashMap<>();
    if (before != null) {
      remove(before, known);
      before.page().entries().forEach(entry -> touched.add(entry.device()));
    }
    if (after != null) {
      // A word that has not changed is as old as it was, whatever else the page says now.
      boolean sameLife =
          before != null && before.page().incarnation().equals(after.page().incarnation());
      add(after, sameLife ? known : Map.of());
      after.page().entries().forEach(entry -> touched.add(entry.device()));
    }
    touched.forEach(this::refresh);
  }

  private void remove(HealthNode.Page node, Map<HealthEntry, Long> known) {
    Map<String, HealthNode.Page> siblings = pages.get(node.gateway());
    if (siblings != null) {
      siblings.remove(node.path());
      if (siblings.isEmpty()) {
        pages.remove(node.gateway());
      }
    }
    for (HealthEntry entry : node.page().entries()) {
      List<Word> all = words.get(entry.device());
      if (all == null) {
        continue;
      }
      all.removeIf(
          word -> {
            boolean same = word.node.path().equals(node.path());
            if (same) {
              known.put(word.entry, word.zxid);
            }
            return same;
          });
      if (all.isEmpty()) {
        words.remove(entry.device());
      }
    }
  }

  private void add(HealthNode.Page node, Map<HealthEntry, Long> known) {
    pages.computeIfAbsent(node.gateway(), g -> new ConcurrentHashMap<>()).put(node.path(), node);
    for (HealthEntry entry : node.page().entries()) {
      words
          .computeIfAbsent(entry.device(), d -> new ArrayList<>(1))
          .add(new Word(node, known.getOrDefault(entry, node.mzxid()), entry));
    }
  }

  private void refresh(DeviceId device) {
    DeviceHealth before = merged.get(device);
    DeviceHealth after = merge(words.getOrDefault(device, List.of()), before);
    if (Objects.equals(before, after)) {
      return;
    }
    if (after == null) {
      merged.remove(device);
    } else {
      merged.put(device, after);
    }
    groups.count(before, after);
    sink.accept(new HealthTransition(before, after));
  }

  private @Nullable DeviceHealth merge(List<Word> all, @Nullable DeviceHealth before) {
    Word best = null;
    for (Word word : all) {
      if (best == null || isBetter(word, best)) {
        best = word;
      }
    }
    if (best == null) {
      return null;
    }
    DeviceHealth said = best.entry.health(best.node.gateway());
    if (statusOf(best) == said.status()) {
      return said;
    }
    if (before != null
        && before.status() == DeviceStatus.UNREACHABLE
        && before.gateway().equals(said.gateway())
        && before.transition() == said.transition()) {
      return before;
    }
    String what = inForce.containsKey(said.gateway()) ? " was restarted" : " is gone";
    return new DeviceHealth(
        said.device(),
        DeviceStatus.UNREACHABLE,
        said.gateway(),
        wallClock.instant(),
        said.transition(),
        "gateway " + said.gateway() + what + "; last known " + said.status(),
        said.flapping());
  }

  private boolean isLive(Word word) {
    return word.node.page().incarnation().equals(inForce.get(word.node.gateway()));
  }

  private DeviceStatus statusOf(Word word) {
    return isLive(word) ? word.entry.status() : DeviceStatus.UNREACHABLE;
  }

  // The statuses are declared from the best to the worst.
  private boolean isBetter(Word one, Word other) {
    if (isLive(one) != isLive(other)) {
      return isLive(one);
    }
    if (one.entry.session() != other.entry.session()) {
      return one.entry.session() > other.entry.session();
    }
    int byStatus = statusOf(one).compareTo(statusOf(other));
    if (byStatus != 0) {
      return byStatus < 0;
    }
    return one.zxid != other.zxid
        ? one.zxid > other.zxid
        : one.entry.transition() > other.entry.transition();
  }
}
