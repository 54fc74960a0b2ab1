package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.RelayPage;
import io.github.iotcoord.internal.codec.RelayPageDecoder;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.Backoff;
import io.github.iotcoord.internal.zk.BatchReader;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.RecursiveWatch;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pages that relays write for one partition, each once, in the order in which a relay
 * wrote them. Thread-safe.
 */
final class RelayInbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RelayInbox.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

  /** Takes what was read; called in order, one call at a time. */
  interface Sink {
    /** A page; null if it cannot be read. */
    void page(String path, @Nullable RelayPage page);

    /**
     * Pages are about to be gathered.
     *
     * @return is run when all that had been announced by now have been handed over
     */
    Runnable looking();
  }

  private final CoordContext context;
  private final String parent;
  private final Sink sink;
  private final SerialExecutor serial;
  private final BatchReader reader;
  private final RecursiveWatch watch;
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);

  private final Object lock = new Object();
  private Set<String> announced = new HashSet<>(); // guarded by lock
  private boolean listWanted; // guarded by lock
  private boolean live; // guarded by lock: the watch stands
  private volatile boolean closed;

  // Touched only on `serial`.
  private final Set<String> taken = new HashSet<>();
  private boolean busy;

  RelayInbox(CoordContext context, String fleet, int partition, Sink sink) {
    this.context = context;
    this.parent = context.layout().relayed(fleet, partition);
    this.sink = sink;
    this.serial = new SerialExecutor(context.scheduler());
    this.reader = new BatchReader(context.zk(), serial);
    this.watch = new RecursiveWatch(context.zk(), context.scheduler(), parent, new Events());
  }

  void start() {
    watch.start();
  }

  /** Looks whether anything is to be done; to be called again and again. */
  void look() {
    serial.execute(this::pump);
  }

  private final class Events implements RecursiveWatch.Target {
    @Override
    public void changed(String path) {
      if (path.length() > parent.length()) {
        boolean first;
        synchronized (lock) {
          first = announced.isEmpty();
          announced.add(path);
        }
        if (first) {
          look();
        }
      }
    }

    @Override
    public void deleted(String path) {
      // It is most often we who deleted it, and it does not come again.
      serial.execute(() -> taken.remove(path));
    }

    @Override
    public void reset() {
      synchronized (lock) {
        listWanted = true;
        live = true;
      }
      look();
    }

    @Override
    public void interrupted() {
      synchronized (lock) {
        live = false;
      }
    }
  }

  private void pump() {
    if (busy || closed) {
      return;
    }
    Runnable afterwards = sink.looking();
    List<String> paths;
    boolean list;
    synchronized (lock) {
      if (!live) {
        return;
      }
      paths = new ArrayList<>(new TreeSet<>(announced));
      announced = new HashSet<>();
      list = listWanted;
      listWanted = false;
    }
    if (paths.isEmpty() && !list) {
      afterwards.run();
      return;
    }
    busy = true;
    (list ? list().thenComposeAsync(this::readListed, serial) : read(paths))
        .whenCompleteAsync((done, failure) -> ended(afterwards, paths, list, failure), serial);
  }

  private CompletableFuture<List<String>> list() {
    CompletableFuture<List<String>> listing;
    try {
      listing = context.zk().session().getChildren(parent);
    } catch (RuntimeException e) {
      listing = CompletableFuture.failedFuture(e);
    }
    return listing.handle(
        (names, failure) -> {
          if (failure == null) {
            return names.stream().sorted().map(n -> ZnodeLayout.child(parent, n)).toList();
          }
          if (ZkErrors.is(failure, Code.NONODE)) {
            return List.<String>of();
          }
          throw new java.util.concurrent.CompletionException(failure);
        });
  }

  private CompletableFuture<Void> readListed(List<String> paths) {
    taken.retainAll(new HashSet<>(paths));
    return read(paths);
  }

  private CompletableFuture<Void> read(List<String> paths) {
    List<String> unknown = paths.stream().filter(path -> !taken.contains(path)).toList();
    return unknown.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : reader.read(unknown, this::arrived);
  }

  private void arrived(List<String> paths, List<@Nullable Node> nodes) {
    for (int i = 0; i < paths.size() && !closed; i++) {
      Node node = nodes.get(i);
      // Gone: given up by its relay.
      if (node != null && taken.add(paths.get(i))) {
        sink.page(paths.get(i), decode(paths.get(i), node.data()));
      }
    }
  }

  private static @Nullable RelayPage decode(String path, byte[] data) {
    try {
      return RelayPageDecoder.decode(data);
    } catch (WireFormatException e) {
      log.error("{} cannot be read and is passed over: {}", path, e.getMessage());
      return null;
    }
  }

  private void ended(
      Runnable afterwards, List<String> paths, boolean listed, @Nullable Throwable failure) {
    busy = false;
    if (failure == null) {
      backoff.succeeded();
      afterwards.run();
      pump();
      return;
    }
    synchronized (lock) {
      announced.addAll(paths);
      listWanted |= listed;
    }
    if (!ZkErrors.isConnectionTrouble(failure)) {
      log.warn("Reading the pages of {} failed; it is tried again", parent, failure);
    }
    busy = true;
    context
        .scheduler()
        .after(
            backoff.pause(),
            () ->
                serial.execute(
                    () -> {
                      busy = false;
                      pump();
                    }));
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
  }
}
