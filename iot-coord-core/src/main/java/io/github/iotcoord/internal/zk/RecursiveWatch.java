package io.github.iotcoord.internal.zk;

import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/**
 * A persistent recursive watch that is set again after every reconnect, on whichever session.
 *
 * <p>Persistent watches do not replay what happened while the connection was down: {@link
 * Target#reset()} says when to compare again, {@link Target#interrupted()} from when on nothing is
 * heard. Curator's {@code PersistentWatcher} would leave a listener on the client for each watch
 * ever closed. Thread-safe.
 */
public final class RecursiveWatch implements AutoCloseable {

  /**
   * Who hears of changes; called on ZooKeeper's event thread or the scheduler's: must not block.
   */
  public interface Target {
    /** A node was created, or its payload was set. */
    void changed(String path);

    /** A node was deleted; a change like others, if nothing else is said. */
    default void deleted(String path) {
      changed(path);
    }

    /**
     * The watch has been set: whatever happens from now on is heard, what happened before is not.
     */
    void reset();

    /** The connection is down; may be told more than once. */
    void interrupted();
  }

  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  private final ZkClient zk;
  private final Scheduler scheduler;
  private final String path;
  private final Target target;
  private final Watcher watcher = this::process;
  private final ConnectionStateListener connectionListener = this::connectionChanged;
  private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile boolean closed;

  public RecursiveWatch(ZkClient zk, Scheduler scheduler, String path, Target target) {
    this.zk = zk;
    this.scheduler = scheduler;
    this.path = path;
    this.target = target;
  }

  public void start() {
    // The scheduler has several threads, and what happens to the connection must be heard in order.
    zk.curator()
        .getConnectionStateListenable()
        .addListener(connectionListener, new SerialExecutor(scheduler));
    set();
  }

  private void set() {
    if (closed) {
      return;
    }
    int attempt = attempts.incrementAndGet();
    try {
      zk.session()
          .addRecursiveWatch(path, watcher)
          .whenComplete(
              (done, failure) -> {
                if (closed) {
                  remove();
                } else if (failure == null) {
                  backoff.succeeded();
                  target.reset();
                } else {
                  again(attempt);
                }
              });
    } catch (RuntimeException e) {
      again(attempt);
    }
  }

  // A reconnect sets it too, and often before the pause is over.
  private void again(int attempt) {
    scheduler.after(
        backoff.pause(),
        () -> {
          if (attempts.get() == attempt) {
            set();
          }
        });
  }

  private void process(WatchedEvent event) {
    if (closed) {
      return;
    }
    String changed = event.getPath();
    if (event.getType() == EventType.NodeDeleted && changed != null) {
      target.deleted(changed);
    } else if (event.getType() != EventType.None && changed != null) {
      target.changed(changed);
    } else if (event.getState() == KeeperState.Disconnected) {
      // Curator tells of it later; here it comes in the order of the answers to requests.
      target.interrupted();
    }
  }

  private void connectionChanged(CuratorFramework curator, ConnectionState change) {
    if (change == ConnectionState.RECONNECTED || change == ConnectionState.CONNECTED) {
      set();
    } else if (!change.isConnected()) {
      target.interrupted();
    }
  }

  private void remove() {
    zk.session().removeWatch(path, watcher);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    zk.curator().getConnectionStateListenable().removeListener(connectionListener);
    try {
      remove();
    } catch (RuntimeException e) {
      // A client that is closed, or that has given up, has no session and so no watch.
      return;
    }
  }
}
