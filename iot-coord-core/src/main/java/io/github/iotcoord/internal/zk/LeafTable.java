package io.github.iotcoord.internal.zk;

import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leaves that a {@link TreeMirror} knows, and what follows for them from what was read. Not
 * thread-safe, but for {@link #quarantined()}.
 */
final class LeafTable<V> {
  private static final Logger log = LoggerFactory.getLogger(LeafTable.class);

  private final TreeMirror.Decoder<V> decoder;
  private final Map<String, LeafMap<V>> groups = new HashMap<>();
  private final AtomicLong quarantined = new AtomicLong();

  LeafTable(TreeMirror.Decoder<V> decoder) {
    this.decoder = decoder;
  }

  long quarantined() {
    return quarantined.get();
  }

  /** The groups that have leaves here. */
  Set<String> groups() {
    return new HashSet<>(groups.keySet());
  }

  /** Forgets the leaves of a group but for those whose names are listed. */
  List<MirrorChange<V>> keepOnly(String group, Collection<String> listed) {
    LeafMap<V> known = groups.get(group);
    if (known == null) {
      return List.of();
    }
    List<MirrorChange<V>> changes = new ArrayList<>();
    for (String name : known.others(new HashSet<>(listed))) {
      remove(known, name, changes);
    }
    forgetIfEmpty(group, known);
    return changes;
  }

  /** As {@link #apply}, of what may be older than what is known: a server was set back. */
  List<MirrorChange<V>> compare(List<String> paths, List<@Nullable Node> nodes) {
    return apply(paths, nodes, true);
  }

  /** Takes over what was read; null stands for each node that does not exist. */
  List<MirrorChange<V>> apply(List<String> paths, List<@Nullable Node> nodes) {
    return apply(paths, nodes, false);
  }

  private List<MirrorChange<V>> apply(
      List<String> paths, List<@Nullable Node> nodes, boolean alsoOlder) {
    List<MirrorChange<V>> changes = new ArrayList<>(paths.size());
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      Node node = nodes.get(i);
      String group = ZnodeLayout.parentOf(path);
      String name = ZnodeLayout.nameOf(path);
      if (node != null) {
        put(
            groups.computeIfAbsent(group, g -> new LeafMap<>()),
            path,
            name,
            node,
            alsoOlder,
            changes);
        continue;
      }
      LeafMap<V> leaves = groups.get(group);
      if (leaves != null) {
        remove(leaves, name, changes);
        forgetIfEmpty(group, leaves);
      }
    }
    return changes;
  }

  private void forgetIfEmpty(String group, LeafMap<V> leaves) {
    if (leaves.size() == 0) {
      groups.remove(group);
    }
  }

  private void remove(LeafMap<V> leaves, String name, List<MirrorChange<V>> changes) {
    int slot = leaves.slotOf(name);
    if (slot < 0) {
      return;
    }
    V before = leaves.valueAt(slot);
    leaves.removeAt(slot);
    if (before != null) {
      changes.add(new MirrorChange<>(name, before, null));
    }
  }

  private void put(
      LeafMap<V> leaves,
      String path,
      String name,
      Node node,
      boolean alsoOlder,
      List<MirrorChange<V>> changes) {
    long mzxid = node.stat().getMzxid();
    int slot = leaves.slotOf(name);
    if (slot < 0) {
      V value = decode(path, name, node);
      leaves.add(name, mzxid, value);
      if (value != null) {
        changes.add(new MirrorChange<>(name, null, value));
      }
      return;
    }
    // Every write moves mzxid, a deletion and creation too: what is not newer is known already.
    long known = leaves.mzxidAt(slot);
    if (alsoOlder ? known == mzxid : known >= mzxid) {
      return;
    }
    String kept = leaves.nameAt(slot);
    V before = leaves.valueAt(slot);
    V value = decode(path, kept, node);
    leaves.set(slot, mzxid, value);
    if (before != null || value != null) {
      changes.add(new MirrorChange<>(kept, before, value));
    }
  }

  // Each version of a leaf comes here once, so a garbled one is logged once.
  private @Nullable V decode(String path, String name, Node node) {
    try {
      if (node.data().length < node.stat().getDataLength()) {
        throw new IllegalArgumentException(
            "it has " + node.stat().getDataLength() + " bytes, too many for one answer");
      }
      return decoder.decode(path, name, node);
    } catch (RuntimeException e) {
      quarantined.incrementAndGet();
      log.warn("{} cannot be read and is left out: {}", path, e.getMessage());
      return null;
    }
  }
}
