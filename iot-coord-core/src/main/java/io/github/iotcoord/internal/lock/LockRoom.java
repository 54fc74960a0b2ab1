package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.DistributedReadWriteLock;
import io.github.iotcoord.lock.DistributedSemaphore;
import io.github.iotcoord.lock.LeaderElection;
import io.github.iotcoord.lock.LockOptions;
import io.github.iotcoord.lock.MultiLock;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything of one entry point that queues: it knows the queues in which this process has a part
 * now, so that all who want the same lock here stand in one. Thread-safe.
 */
public final class LockRoom implements AutoCloseable {
  private final CoordContext context;
  private final ZnodeLayout layout;
  private final LeaseBreaks breaks;
  private final GrantPatrol patrol;
  private final ConcurrentHashMap<String, LocalQueue> queues = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Opens a room, to be closed with the context. */
  public LockRoom(CoordContext context) {
    this.context = context;
    this.layout = context.layout();
    this.breaks =
        new LeaseBreaks(
            context.lease(), this::leaseChanged, new SerialExecutor(context.scheduler()));
    this.patrol = new GrantPatrol(context.scheduler());
    context.own(this);
  }

  public DistributedLock lock(String name, LockOptions options) {
    return new ZkDistributedLock(
        acquirer(name, layout.lock(name), Kind.LOCK, Rule.exclusive(), options.reuse()));
  }

  public DistributedReadWriteLock readWriteLock(String name) {
    String path = layout.readWriteLock(name);
    return new ZkReadWriteLock(
        new ZkDistributedLock(acquirer(name, path, Kind.READ, Rule.shared(), false)),
        new ZkDistributedLock(acquirer(name, path, Kind.WRITE, Rule.exclusive(), false)));
  }

  public DistributedSemaphore semaphore(String name, int permits) {
    String path = layout.semaphore(name);
    return new ZkSemaphore(
        acquirer(name, path, Kind.PERMIT, Rule.permits(permits), false), permits);
  }

  /** Several locks; their names have been checked, and may be repeated. */
  public MultiLock multiLock(Collection<String> names) {
    List<DistributedLock> locks =
        names.stream().distinct().sorted().map(name -> lock(name, LockOptions.defaults())).toList();
    return new ZkMultiLock(context, locks);
  }

  public LeaderElection election(String name) {
    String path = layout.election(name);
    return new ZkLeaderElection(
        context, acquirer(name, path, Kind.CANDIDATE, Rule.exclusive(), false), path);
  }

  private Acquirer acquirer(String name, String path, Kind kind, Rule rule, boolean reuse) {
    return new Acquirer(context, this, name, path, kind, rule, reuse);
  }

  /**
   * Has an attempt stand in a queue.
   *
   * @return the queue that it is in
   * @throws CoordinationClosedException if the context is closed
   */
  LocalQueue submit(Attempt attempt, String name, String path) {
    while (true) {
      context.requireOpen();
      LocalQueue queue =
          queues.computeIfAbsent(
              path, p -> new LocalQueue(context, breaks, patrol, name, p, this::idle));
      if (queue.submit(attempt)) {
        if (closed) {
          queue.close(); // it may have come too late to be closed with the others
        }
        return queue;
      }
      queues.remove(path, queue);
    }
  }

  private void idle(LocalQueue queue) {
    if (queue.retire()) {
      queues.remove(queue.path(), queue);
    }
  }

  private void leaseChanged(State state, int count) {
    queues.values().forEach(queue -> queue.leaseChanged(state, count));
  }

  @Override
  public void close() {
    closed = true;
    breaks.close();
    queues.values().forEach(LocalQueue::close);
  }

  @Override
  public String toString() {
    return "the locks";
  }
}
