package io.github.iotcoord.internal.zk;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * After every reconnect the groups' stats are compared with their <em>stamps</em>, the stats that
 * were current when the copy was, and only the groups that have moved are read again; their leaves
 * are compared by mzxid, so that one that was deleted and created again is seen.
 *
 * <p>A stamp promises: whatever happened in the group up to it is in the table, or among the paths
 * that are still to be read. For a group that is read whole it is taken before its leaves are
 * listed. While the watch stands it is renewed along with the leaves that events tell of: ZooKeeper
 * sends an event before any answer that shows what the event is about. So what a blip finds changed
 * is what changed in the blip, however much was followed before. Paths whose reading fails are
 * kept.
 *
 * <p>A leaf that cannot be decoded is counted, logged once, and treated as absent. While the
 * connection is down the copy stays as it was.
 *
 * <p>The sink is called on the library's threads, one call at a time. Thread-safe.
 */
public final class TreeMirror<V> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TreeMirror.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  /**
   * Decodes a leaf; throws a {@link RuntimeException} if it cannot. Called one call at a time. The
   * name is the end of the path, and the object that is kept here: a value does well to share it.
   */
  @FunctionalInterface
  public interface Decoder<V> {
    V decode(String path, String name, Node node);
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
  private Set<String> dirty = new HashSet<>();
  private boolean pumpQueued;

  // Touched only on `serial`.
  private final LeafTable<V> table;
  private final Map<String, TreeReader.Stamp> stamps = new HashMap<>();
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
  private boolean busy;
  private boolean pausing;
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
      if (isLeaf(path)) {
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

  private boolean isLeaf(String path) {
    return path.length() > root.length() && path.indexOf('/', root.length() + 1) > 0;
  }

  private void pump() {
    if (busy || closed || pausing) {
      return;
    }
    Set<String> told;
    synchronized (dirtyLock) {
      pumpQueued = false;
      told = dirty;
      if (told.isEmpty() && !resetWanted) {
        return;
      }
      dirty = new HashSet<>();
    }
    boolean reset = resetWanted;
    CompletableFuture<Void> step;
    if (reset) {
      resetWanted = false;
      resetBegan = interruptions();
      step = reconcile().thenCompose(done -> reader.read(List.copyOf(told), this::read));
    } else {
      step = reader.read(withGroups(told), this::read);
    }
    busy = true;
    step.whenCompleteAsync((done, failure) -> stepEnded(reset, told, failure), serial);
  }

  // The groups first: a stamp must not be newer than the leaves that are read with it.
  private List<String> withGroups(Set<String> leaves) {
    Set<String> groups = new HashSet<>();
    if (updatesTouchGroups) {
      leaves.forEach(leaf -> groups.add(ZnodeLayout.parentOf(leaf)));
    }
    List<String> paths = new ArrayList<>(groups.size() + leaves.size());
    paths.addAll(groups);
    paths.addAll(leaves);
    return paths;
  }

  private void goOn() {
    pausing = false;
    pump();
  }

  private void stepEnded(boolean reset, Set<String> told, @Nullable Throwable failure) {
    busy = false;
    if (closed) {
      return;
    }
    if (failure != null) {
      // Stamps may have been taken after what these paths were told for.
      synchronized (dirtyLock) {
        dirty.addAll(told);
      }
      resetWanted = true;
      wentStale();
      // If the connection is down, the watch will say when it is back, and the retry here fails
      // quietly until then.
      if (!ZkErrors.isConnectionTrouble(failure)) {
        loaded.completeExceptionally(failure);
        log.warn("Reading {} failed; it is tried again", root, failure);
      }
      pausing = true;
      context.scheduler().after(backoff.pause(), () -> serial.execute(this::goOn));
      return;
    }
    if (reset && !resetWanted) {
      backoff.succeeded();
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
              Set<String> names = new HashSet<>();
              for (TreeReader.Stamp stamp : found) {
                names.add(stamp.path());
                if (!updatesTouchGroups || !stamp.equals(stamps.get(stamp.path()))) {
                  changed.add(stamp);
                }
              }
              stamps.keySet().retainAll(names);
              for (String known : table.groups()) {
                if (!names.contains(known)) {
                  tell(table.keepOnly(known, List.of()));
                }
              }
              return reader.leaves(changed, new Loading());
            },
            serial);
  }

  /**
   * Tells what is there before what is not any more: where one leaf has taken the place of another,
   * there was no moment in which both were missing.
   */
  private final class Loading implements TreeReader.Target {
    private final Map<String, List<String>> listed = new HashMap<>();

    @Override
    public void listed(String group, List<String> names) {
      listed.put(group, names);
    }

    // A leaf that has gone since it was listed is left to its event, which has come by now, as has
    // that of what took its place.
    @Override
    public void read(List<String> paths, List<@Nullable Node> nodes) {
      List<String> there = new ArrayList<>(paths.size());
      List<@Nullable Node> read = new ArrayList<>(paths.size());
      for (int i = 0; i < paths.size(); i++) {
        if (nodes.get(i) != null) {
          there.add(paths.get(i));
          read.add(nodes.get(i));
        }
      }
      tell(table.compare(there, read));
    }

    @Override
    public void completed(List<TreeReader.Stamp> groups) {
      for (TreeReader.Stamp stamp : groups) {
        List<String> names = listed.remove(stamp.path());
        if (names != null) {
          tell(table.keepOnly(stamp.path(), names));
        }
        stamps.put(stamp.path(), stamp);
      }
    }
  }

  private void read(List<String> paths, List<@Nullable Node> nodes) {
    int groups = 0;
    while (groups < paths.size() && !isLeaf(paths.get(groups))) {
      renew(paths.get(groups), nodes.get(groups));
      groups++;
    }
    int end = paths.size();
    tell(table.apply(paths.subList(groups, end), nodes.subList(groups, end)));
  }

  // A stamp that was read when the watch had been interrupted covers what was not heard.
  private void renew(String group, @Nullable Node node) {
    if (node == null) {
      stamps.remove(group);
    } else if (interruptions() == resetBegan) {
      stamps.put(group, TreeReader.Stamp.of(group, node.stat()));
    }
  }

  private void tell(List<MirrorChange<V>> changes) {
    if (!changes.isEmpty() && !closed) {
      sink.changed(changes);
    }
  }
}
