package io.github.iotcoord.internal.zk;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  /** Hears of what changed, in order for each leaf. */
  @FunctionalInterface
  public interface Sink<V> {
    void changed(List<MirrorChange<V>> changes);
  }

  private final CoordContext context;
  private final Ticker ticker;
  private final String root;
  private final boolean updatesTouchGroups;
  private final Sink<V> sink;
  private final RecursiveWatch watch;
  private final TreeReader reader;
  private final SerialExecutor serial;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();

  private final Object dirtyLock = new Object();
  private Set<String> dirty = new LinkedHashSet<>();
  private boolean pumpQueued;

  // Touched only on `serial`.
  private final LeafTable<V> table;
  private final Map<String, TreeReader.Stamp> stamps = new HashMap<>();
  private boolean busy;
  private int resetBegan;

  private int interruptions; // guarded by this
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
    this.table = new LeafTable<>(decoder);
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
    return table.quarantined();
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
    loaded.completeExceptionally(new CoordinationClosedException("The view of " + root));
  }

  private synchronized void wentStale() {
    interruptions++;
    if (live) {
      notLiveSince = ticker.nanos();
      live = false;
    }
  }

  private synchronized int interruptions() {
    return interruptions;
  }

  // Unless the connection went down meanwhile: then another comparison follows.
  private synchronized void caughtUp() {
    if (interruptions == resetBegan && context.zk().curator().getZookeeperClient().isConnected()) {
      live = true;
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
      resetBegan = interruptions();
      step = reconcile();
    } else if (!paths.isEmpty()) {
      step = reader.read(List.copyOf(paths), this::read);
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
      caughtUp();
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
              for (String gone : table.groups()) {
                if (!names.contains(gone)) {
                  stamps.remove(gone);
                  listed(gone, Set.of());
                }
              }
              return reader
                  .leaves(changed, this::listed, this::read)
                  .thenRun(() -> changed.forEach(stamp -> stamps.put(stamp.path(), stamp)));
            },
            serial);
  }

  private void listed(String group, Set<String> leaves) {
    tell(table.keepOnly(group, leaves));
  }

  private void read(List<String> paths, List<@Nullable Node> nodes) {
    tell(table.apply(paths, nodes));
  }

  private void tell(List<MirrorChange<V>> changes) {
    if (!changes.isEmpty() && !closed) {
      sink.changed(changes);
    }
  }
}
