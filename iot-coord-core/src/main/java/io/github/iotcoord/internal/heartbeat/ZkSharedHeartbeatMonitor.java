package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.cluster.PartitionListener;
import io.github.iotcoord.cluster.PartitionShare;
import io.github.iotcoord.cluster.Partitions;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.heartbeat.SharedHeartbeatMonitor;
import io.github.iotcoord.heartbeat.SharedMonitorOptions;
import io.github.iotcoord.heartbeat.SharedMonitorStats;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges what it holds, partition by partition, on one timer. */
public final class ZkSharedHeartbeatMonitor implements SharedHeartbeatMonitor {
  private static final Logger log = LoggerFactory.getLogger(ZkSharedHeartbeatMonitor.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final CoordContext context;
  private final Partitions partitions;
  private final SharedMonitorOptions options;
  private final RelaySigns signs;
  private final Map<Integer, SharedPartition> held = new ConcurrentHashMap<>();
  private final SharedCounts counts = new SharedCounts();
  private final Listeners<HealthTransition> listeners = new Listeners<>();
  private final SerialExecutor events;
  private final Future<?> ticks;
  private @Nullable PartitionShare share;
  private volatile boolean closed;

  private ZkSharedHeartbeatMonitor(
      CoordContext context, Partitions partitions, SharedMonitorOptions options) {
    this.context = context;
    this.partitions = partitions;
    this.options = options;
    this.events = new SerialExecutor(context.scheduler());
    this.signs = new RelaySigns(context, partitions.name());
    this.ticks = context.scheduler().every(options.judging().tick(), this::tick);
  }

  /** Takes this process's share of a fleet. */
  public static SharedHeartbeatMonitor open(
      CoordContext context, Partitions partitions, SharedMonitorOptions options)
      throws InterruptedException {
    ZkSharedHeartbeatMonitor monitor = new ZkSharedHeartbeatMonitor(context, partitions, options);
    try {
      context.own(monitor);
      monitor.signs.start();
      monitor.share = partitions.join(monitor.new Work(), context.scheduler());
      return monitor;
    } catch (InterruptedException | RuntimeException e) {
      monitor.close();
      throw e;
    }
  }

  private void tick() {
    held.forEach(
        (number, partition) -> {
          try {
            partition.tick();
          } catch (RuntimeException e) {
            // The others are judged all the same.
            log.error("The tick of partition {} of {} failed", number, fleet(), e);
          }
        });
  }

  private final class Work implements PartitionListener {
    @Override
    public void acquired(int partition, LockGrant grant) {
      SharedPartition begun =
          new SharedPartition(
              context,
              fleet(),
              partition,
              grant,
              options,
              signs,
              counts,
              ZkSharedHeartbeatMonitor.this::transition);
      held.put(partition, begun);
      begun.tick();
    }

    @Override
    public CompletionStage<Void> lost(int partition) {
      SharedPartition last = held.remove(partition);
      return last == null ? CompletableFuture.completedFuture(null) : last.stop();
    }
  }

  private void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
    if (!listeners.isEmpty()) {
      HealthTransition transition = new HealthTransition(before, after);
      events.execute(() -> listeners.publish(transition));
    }
  }

  @Override
  public String fleet() {
    return partitions.name();
  }

  @Override
  public Set<Integer> partitions() {
    Set<Integer> numbers = new TreeSet<>();
    held.forEach(
        (number, partition) -> {
          if (partition.isJudging()) {
            numbers.add(number);
          }
        });
    return Set.copyOf(numbers);
  }

  @Override
  public Optional<DeviceHealth> find(DeviceId device) {
    SharedPartition partition = held.get(partitions.of(Arguments.device(device).value()));
    return partition == null ? Optional.empty() : Optional.ofNullable(partition.find(device));
  }

  @Override
  public int size() {
    return held.values().stream().mapToInt(SharedPartition::size).sum();
  }

  @Override
  public Subscription addListener(Consumer<HealthTransition> listener, Executor executor) {
    if (closed) {
      throw new CoordinationClosedException("The monitor of " + fleet());
    }
    return listeners.add(listener, executor);
  }

  @Override
  public SharedMonitorStats stats() {
    return counts.now();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    PartitionShare last = share;
    if (last != null) {
      leave(last);
    }
    ticks.cancel(false);
    signs.close();
    listeners.clear();
    context.disown(this);
  }

  private void leave(PartitionShare last) {
    CompletableFuture<Void> gone = last.leave();
    try {
      if (context.lease().isValid()) {
        Waits.get(gone, PATIENCE, "Giving up the partitions of " + fleet());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("Partitions of {} go later, or with the session", fleet(), e);
    }
  }
}
