package io.github.iotcoord.internal.zk;

import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
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

  private record Leaf<V>(long czxid, long mzxid, @Nullable V value) {}

  private final TreeMirror.Decoder<V> decoder;
  private final Map<String, Map<String, Leaf<V>>> groups = new HashMap<>();
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

  /** Forgets the leaves of a group but for those that are listed. */
  List<MirrorChange<V>> keepOnly(String group, Set<String> listed) {
    Map<String, Leaf<V>> known = groups.get(group);
    if (known == null) {
      return List.of();
    }
    List<MirrorChange<V>> changes = new ArrayList<>();
    known
        .entrySet()
        .removeIf(
            entry -> {
              if (listed.contains(entry.getKey())) {
                return false;
              }
              addRemoval(entry.getKey(), entry.getValue(), changes);
              return true;
            });
    if (known.isEmpty()) {
      groups.remove(group);
    }
    return changes;
  }

  /** Takes over what was read; null stands for each node that does not exist. */
  List<MirrorChange<V>> apply(List<String> paths, List<@Nullable Node> nodes) {
    List<MirrorChange<V>> changes = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      Node node = nodes.get(i);
      if (node == null) {
        remove(paths.get(i), changes);
      } else {
        put(paths.get(i), node, changes);
      }
    }
    return changes;
  }

  private void remove(String path, List<MirrorChange<V>> changes) {
    String group = ZnodeLayout.parentOf(path);
    Map<String, Leaf<V>> leaves = groups.get(group);
    Leaf<V> before = leaves == null ? null : leaves.remove(path);
    if (leaves != null && leaves.isEmpty()) {
      groups.remove(group);
    }
    if (before != null) {
      addRemoval(path, before, changes);
    }
  }

  private void put(String path, Node node, List<MirrorChange<V>> changes) {
    Map<String, Leaf<V>> leaves =
        groups.computeIfAbsent(ZnodeLayout.parentOf(path), group -> new HashMap<>());
    Leaf<V> before = leaves.get(path);
    long czxid = node.stat().getCzxid();
    long mzxid = node.stat().getMzxid();
    // Every write moves mzxid, a deletion and creation too: what is not newer is known already.
    if (before != null && before.mzxid >= mzxid) {
      return;
    }
    V value = decode(path, node);
    leaves.put(path, new Leaf<>(czxid, mzxid, value));
    V old = before == null ? null : before.value;
    if (old != null || value != null) {
      changes.add(new MirrorChange<>(path, old, value));
    }
  }

  private void addRemoval(String path, Leaf<V> leaf, List<MirrorChange<V>> changes) {
    if (leaf.value != null) {
      changes.add(new MirrorChange<>(path, leaf.value, null));
    }
  }

  // Each version of a leaf comes here once, so a garbled one is logged once.
  private @Nullable V decode(String path, Node node) {
    try {
      return decoder.decode(path, node);
    } catch (RuntimeException e) {
      quarantined.incrementAndGet();
      log.warn("{} cannot be read and is left out: {}", path, e.getMessage());
      return null;
    }
  }
}
