package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceSelector;
import io.github.iotcoord.registry.DeviceUse;
import io.github.iotcoord.registry.HealthSource;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.SelectorOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Chooses from immutable candidates, which are made anew only when something has changed. */
public final class SnapshotSelector implements DeviceSelector {
  /** Making candidates takes at most one part in so many of the time. */
  private static final long SHARE = 10;

  private final LongSupplier changes;
  private final Supplier<List<RegisteredDevice>> devices;
  private final SelectorOptions options;
  private final Ticker ticker;
  private final Ejections ejections;
  private final Strategy strategy;
  private final AtomicLong healthChanges = new AtomicLong();
  private final Subscription health;
  private volatile Snapshot snapshot;
  private volatile boolean closed;

  /** What was true when it was made, and how long that took. */
  private record Snapshot(
      long changes,
      long healthChanges,
      Ejections.Out out,
      Candidates candidates,
      @Nullable Picker picker,
      long made,
      long took) {}

  /**
   * @param changes grows when {@code devices} would give something else
   * @param devices what the query matches, in the order of ids
   */
  public SnapshotSelector(
      LongSupplier changes,
      Supplier<List<RegisteredDevice>> devices,
      SelectorOptions options,
      Ticker ticker) {
    this.changes = changes;
    this.devices = devices;
    this.options = options;
    this.ticker = ticker;
    this.ejections = new Ejections(ticker, options.ejection(), options.longestEjection());
    this.strategy = new Strategy(options);
    HealthSource source = options.health();
    this.health = source == null ? () -> {} : source.onChange(healthChanges::incrementAndGet);
    this.snapshot = make();
  }

  @Override
  public Optional<RegisteredDevice> select() {
    Snapshot current = current();
    Picker picker = current.picker;
    return picker == null ? Optional.empty() : current.candidates.choice(picker.pick());
  }

  @Override
  public Optional<RegisteredDevice> select(String key) {
    if (key == null) {
      throw new IllegalArgumentException("key must not be null");
    }
    Snapshot current = current();
    Picker picker = current.picker;
    return picker == null ? Optional.empty() : current.candidates.choice(picker.pick(key));
  }

  @Override
  public Optional<DeviceUse> use() {
    return select().map(device -> new CountedUse(device, strategy.uses(), ejections));
  }

  @Override
  public Optional<DeviceUse> use(String key) {
    return select(key).map(device -> new CountedUse(device, strategy.uses(), ejections));
  }

  @Override
  public void reportError(DeviceId device) {
    ejections.error(required(device));
  }

  @Override
  public void reportSuccess(DeviceId device) {
    ejections.success(required(device));
  }

  private static DeviceId required(@Nullable DeviceId device) {
    if (device == null) {
      throw new IllegalArgumentException("device id must not be null");
    }
    return device;
  }

  private Snapshot current() {
    if (closed) {
      throw new CoordinationClosedException("The device selector");
    }
    Snapshot seen = snapshot;
    if (isCurrent(seen) || ticker.nanos() - seen.made < SHARE * seen.took) {
      return seen;
    }
    synchronized (this) {
      if (!isCurrent(snapshot)) {
        snapshot = make();
      }
      return snapshot;
    }
  }

  private boolean isCurrent(Snapshot seen) {
    return seen.changes == changes.getAsLong()
        && seen.healthChanges == healthChanges.get()
        && seen.out.changes() == ejections.changes()
        && (!seen.out.returns() || ticker.nanos() - seen.out.nextReturn() < 0);
  }

  private Snapshot make() {
    long begun = ticker.nanos();
    // The numbers before what they count: a change in between makes the next call look again.
    long changesNow = changes.getAsLong();
    long healthNow = healthChanges.get();
    Ejections.Out out = ejections.now();
    Candidates candidates =
        Candidates.best(devices.get(), options.health(), out.devices().keySet());
    Picker picker = candidates.size() == 0 ? null : strategy.on(candidates);
    long made = ticker.nanos();
    return new Snapshot(changesNow, healthNow, out, candidates, picker, made, made - begun);
  }

  @Override
  public void close() {
    closed = true;
    health.close();
  }
}
