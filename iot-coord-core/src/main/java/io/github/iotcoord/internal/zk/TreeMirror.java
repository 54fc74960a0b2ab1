package io.github.iotcoord.internal.zk;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local copy of a two-level tree, root/group/leaf, that follows it by one recursive watch.
 *
 * <p>Events say only that something changed: they are gathered, and the leaves read in batches.
 * After every reconnect the tree is compared by its stats (czxid and mzxid, so that a leaf deleted
 * and created again is seen), and what changed is read. A leaf that cannot be decoded is counted,
 * logged once, and treated as absent. While the connection is down the copy stays as it was.
 *
 * <p>The sink is called on the library's threads, one call at a time. Thread-safe.
 */
public final class TreeMirror<V> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TreeMirror.class);
  private static final Duration RETRY = Duration.ofMillis(300);

  /** Decodes a leaf; throws a {@link RuntimeException} if it cannot. */
  @FunctionalInterface
  public interface Decoder<V> {
    V decode(String path, Node node);
  }

  /** Hears of what changed, in order for each leaf, and of the end of each comparison. */
  public interface Sink<V> {
    void changed(List<MirrorChange<V>> changes);

    /** The copy has caught up after a load or a reconnect. */
    default void synced() {}
  }

  private record Leaf<V>(long czxid, long mzxid, @Nullable V value) {}

  private final CoordContext context;
  private final Ticker ticker;
  private final String root;
  private final boolean updatesTouchGroups;
  private final Decoder<V> decoder;
  private final Sink<V> sink;
  private final RecursiveWatch watch;
  private final TreeReader reader;
  private final SerialExecutor serial;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private final AtomicLong quarantined = new AtomicLong();

  private final Object dirtyLock = new Object();
  private Set<String> dirty = new LinkedHashSet<>();
  private boolean pumpQueued;

  // Touched only on `serial`.
  private final Map<String, Map<String, Leaf<V>>> groups = new HashMap<>();
  private final Map<String, TreeReader.Stamp> stamps = new HashMap<>();
  private boolean busy;

  private volatile boolean resetWanted;
  private volatile boolean live;
  private volatile long notLiveSince;
  private volatile boolean closed;

  /**
   * @param updatesTouchGroups whether every write to a leaf also writes to its group, so that a
   *     group whose stat has not changed need not be read again
   */
  public TreeMirror(
      CoordContext context,
      String root,
      boolean updatesTouchGroups,
      Decoder<V> decoder,
      Sink<V> sink) {
    this.context = context;
    this.ticker = context.ticker();
    this.root = root;
    this.updatesTouchGroups = updatesTouchGroups;
    this.decoder = decoder;
    this.sink = sink;
    this.serial = new SerialExecutor(context.scheduler());
    this.reader = new TreeReader(context.zk(), serial);
    this.notLiveSince = ticker.nanos();
    this.watch = new RecursiveWatch(context.zk(), context.scheduler(), root, new Events());
  }

  /** Begins to follow the tree; the future ends when all that is there has been read once. */
  public CompletableFuture<Void> start() {
    watch.start();
    return loaded;
  }

  public Freshness freshness() {
    return live
        ? new Freshness(true, Duration.ZERO)
        : new Freshness(false, Duration.ofNanos(Math.max(0, ticker.nanos() - notLiveSince)));
  }

  /** How many payloads could not be decoded so far. */
  public long quarantined() {
    return quarantined.get();
  }

  /** Runs a task in the order of the sink's calls. */
  public void inOrder(Runnable task) {
    serial.execute(task);
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    wentStale();
  }

  private void wentStale() {
    if (live) {
      notLiveSince = ticker.nanos();
      live = false;
    }
  }

  private final class Events implements RecursiveWatch.Target {
    @Override
    public void changed(String path) {
      if (path.length() > root.length() && path.indexOf('/', root.length() + 1) > 0) {
        synchronized (dirtyLock) {
          dirty.add(path);
          if (pumpQueued) {
            return;
          }
          pumpQueued = true;
        }
        serial.execute(TreeMirror.this::pump);
      }
    }

    @Override
    public void reset() {
      resetWanted = true;
      serial.execute(TreeMirror.this::pump);
    }

    @Override
    public void interrupted() {
      wentStale();
    }
  }

  private void pump() {
    Set<String> paths = Set.of();
    if (busy || closed) {
      return;
    }
    synchronized (dirtyLock) {
      pumpQueued = false;
      if (!resetWanted && !dirty.isEmpty()) {
        paths = dirty;
        dirty = new LinkedHashSet<>();
      }
    }
    CompletableFuture<Void> step;
    boolean reset = resetWanted;
    if (reset) {
      resetWanted = false;
      step = reconcile();
    } else if (!paths.isEmpty()) {
      step = reader.read(List.copyOf(paths), this::apply);
    } else {
      return;
    }
    busy = true;
    step.whenCompleteAsync((done, failure) -> stepEnded(reset, failure), serial);
  }

  private void stepEnded(boolean reset, @Nullable Throwable failure) {
    busy = false;
    if (closed) {
      return;
    }
    if (failure != null) {
      // What was drained is lost, and so compared again; if the connection is down, the watch will
      // say when it is back, and the retry here fails quietly until then.
      resetWanted = true;
      wentStale();
      if (!ZkErrors.isConnectionTrouble(failure)) {
        loaded.completeExceptionally(failure);
        log.warn("Reading {} failed; it is tried again", root, failure);
      }
      context.scheduler().after(ZkClient.jittered(RETRY), () -> serial.execute(this::pump));
      return;
    }
    if (reset && !resetWanted) {
      live = context.zk().curator().getZookeeperClient().isConnected();
      sink.synced();
      loaded.complete(null);
    }
    pump();
  }

  private CompletableFuture<Void> reconcile() {
    return reader
        .groups(root)
        .thenComposeAsync(
            found -> {
              List<TreeReader.Stamp> changed = new ArrayList<>();
              Set<String> names = new LinkedHashSet<>();
              for (TreeReader.Stamp stamp : found) {
                names.add(stamp.path());
                if (!updatesTouchGroups || !stamp.equals(stamps.get(stamp.path()))) {
                  changed.add(stamp);
                }
              }
              for (String gone : List.copyOf(groups.keySet())) {
                if (!names.contains(gone)) {
                  stamps.remove(gone);
                  forgetAllBut(gone, Set.of());
                }
              }
              return reader
                  .leaves(changed, this::forgetAllBut, this::apply)
                  .thenRun(() -> changed.forEach(stamp -> stamps.put(stamp.path(), stamp)));
            },
            serial);
  }

  private void forgetAllBut(String group, Set<String> leaves) {
    Map<String, Leaf<V>> known = groups.get(group);
    if (known == null) {
      return;
    }
    List<MirrorChange<V>> changes = new ArrayList<>();
    known
        .entrySet()
        .removeIf(
            entry -> {
              if (leaves.contains(entry.getKey())) {
                return false;
              }
              addRemoval(entry.getKey(), entry.getValue(), changes);
              return true;
            });
    if (known.isEmpty()) {
      groups.remove(group);
    }
    tell(changes);
  }

  private void apply(List<String> paths, List<@Nullable Node> nodes) {
    List<MirrorChange<V>> changes = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      applyOne(paths.get(i), nodes.get(i), changes);
    }
    tell(changes);
  }

  private void applyOne(String path, @Nullable Node node, List<MirrorChange<V>> changes) {
    String group = ZnodeLayout.parentOf(path);
    Map<String, Leaf<V>> leaves = groups.get(group);
    Leaf<V> before = leaves == null ? null : leaves.get(path);
    if (node == null) {
      if (before != null && leaves != null) {
        leaves.remove(path);
        addRemoval(path, before, changes);
      }
      return;
    }
    long czxid = node.stat().getCzxid();
    long mzxid = node.stat().getMzxid();
    if (before != null && before.czxid == czxid && before.mzxid == mzxid) {
      return;
    }
    V value = decode(path, node);
    groups.computeIfAbsent(group, g -> new HashMap<>()).put(path, new Leaf<>(czxid, mzxid, value));
    V old = before == null ? null : before.value;
    if (value == null) {
      if (old != null) {
        changes.add(new MirrorChange<>(path, old, null));
      }
    } else {
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

  private void tell(List<MirrorChange<V>> changes) {
    if (!changes.isEmpty() && !closed) {
      sink.changed(changes);
    }
  }
}
