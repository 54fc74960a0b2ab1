package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.TreeMirror;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Mirrors of the claims and of the pages, merged on one sequence of steps. */
public final class ZkFleetHealth implements FleetHealth {
  private final CoordContext context;
  private final SerialExecutor serial;
  private final Listeners<HealthTransition> listeners = new Listeners<>();
  private final Listeners<GroupTransition> groupListeners = new Listeners<>();
  private final FleetMerge merge =
      new FleetMerge(Clock.systemUTC(), listeners::publish, groupListeners::publish);
  private final TreeMirror<ClaimNode> claims;
  private final TreeMirror<HealthNode> pages;
  private volatile boolean closed;

  private ZkFleetHealth(CoordContext context) {
    this.context = context;
    this.serial = new SerialExecutor(context.scheduler());
    this.claims =
        new TreeMirror<>(
            context,
            context.layout().gateways(),
            true,
            (path, name, node) -> ClaimNode.decode(path, node),
            changes -> serial.execute(() -> merge.claimsChanged(changes)));
    this.pages =
        new TreeMirror<>(
            context,
            context.layout().health(),
            true,
            (path, name, node) -> HealthNode.decode(context.layout(), path, node),
            changes -> serial.execute(() -> merge.nodesChanged(changes)));
  }

  /** Opens a view and waits until it has been loaded. */
  public static FleetHealth open(CoordContext context) throws InterruptedException {
    ZkFleetHealth view = context.own(new ZkFleetHealth(context));
    try {
      // The claims first: otherwise every device would be told of as UNREACHABLE before it is UP.
      context.await(view.load(), "Loading the health of the fleet");
      return view;
    } catch (InterruptedException | RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private CompletableFuture<Void> load() {
    return claims.start().thenCompose(done -> pages.start()).thenRunAsync(() -> {}, serial);
  }

  @Override
  public Optional<DeviceHealth> find(DeviceId device) {
    return Optional.ofNullable(merge.find(Arguments.device(device)));
  }

  @Override
  public Collection<DeviceHealth> all() {
    return merge.all();
  }

  @Override
  public Map<DeviceStatus, Long> counts() {
    return merge.groups().counts();
  }

  @Override
  public Map<DeviceStatus, Long> counts(String gateway) {
    return merge.groups().counts(requireGiven(gateway));
  }

  @Override
  public Optional<GroupHealth> group(String gateway) {
    return Optional.ofNullable(merge.groups().find(requireGiven(gateway)));
  }

  @Override
  public Collection<GroupHealth> groups() {
    return merge.groups().all();
  }

  private static String requireGiven(String gateway) {
    if (gateway == null) {
      throw new IllegalArgumentException("gateway must not be null");
    }
    return gateway;
  }

  @Override
  public Optional<Instant> lastSeen(DeviceId device) {
    return Optional.ofNullable(merge.lastSeen(Arguments.device(device)));
  }

  @Override
  public Set<String> gateways() {
    return merge.gateways();
  }

  @Override
  public Freshness freshness() {
    Freshness one = claims.freshness();
    Freshness other = pages.freshness();
    Duration age = one.age().compareTo(other.age()) > 0 ? one.age() : other.age();
    return new Freshness(one.live() && other.live(), age);
  }

  @Override
  public Subscription addListener(Consumer<HealthTransition> listener, Executor executor) {
    return begin(
        listeners,
        listener,
        executor,
        () -> merge.all().stream().map(health -> new HealthTransition(null, health)).toList());
  }

  @Override
  public Subscription addGroupListener(Consumer<GroupTransition> listener, Executor executor) {
    return begin(
        groupListeners,
        listener,
        executor,
        () -> groups().stream().map(health -> new GroupTransition(null, health)).toList());
  }

  private <T> Subscription begin(
      Listeners<T> all, Consumer<T> listener, Executor executor, Supplier<List<T>> initial) {
    Listeners.require(listener, executor);
    if (closed) {
      throw new CoordinationClosedException("The view of the fleet's health");
    }
    Late late = new Late();
    try {
      serial.execute(() -> late.begin(() -> all.addWithInitial(listener, executor, initial.get())));
    } catch (RejectedExecutionException e) {
      throw new CoordinationClosedException("The view of the fleet's health");
    }
    return late;
  }

  /** A registration that begins in the order of the changes, and may be over before. */
  private static final class Late implements Subscription {
    private @Nullable Subscription begun;
    private boolean closed;

    void begin(Supplier<Subscription> registration) {
      Subscription made = registration.get();
      synchronized (this) {
        if (!closed) {
          begun = made;
          return;
        }
      }
      made.close();
    }

    @Override
    public void close() {
      Subscription ended;
      synchronized (this) {
        closed = true;
        ended = begun;
      }
      if (ended != null) {
        ended.close();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    claims.close();
    pages.close();
    listeners.clear();
    groupListeners.clear();
    context.disown(this);
  }
}
