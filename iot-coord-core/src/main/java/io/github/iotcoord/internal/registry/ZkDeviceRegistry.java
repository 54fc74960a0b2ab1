package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.BulkOptions;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceNotFoundException;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.registry.DeviceUpdate;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.KeptRegistrations;
import io.github.iotcoord.registry.RegisteredDevice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registry as callers see it: checks what comes in, and waits for what goes on behind it. */
public final class ZkDeviceRegistry implements DeviceRegistry {
  private final CoordContext context;
  private final DeviceRecords records;
  private final GroupCommit callers;
  private final BulkWrites bulk;
  private @Nullable RegistryMirror mirror;
  private @Nullable DeviceView ownView;

  public ZkDeviceRegistry(CoordContext context) {
    this.context = context;
    this.records = new DeviceRecords(context);
    this.callers = context.own(new GroupCommit(context, records.writer()));
    this.bulk = new BulkWrites(context, records);
  }

  @Override
  public RegisteredDevice register(Device device) throws InterruptedException {
    return context.await(registerAsync(device), "Registering device " + device.id());
  }

  @Override
  public CompletableFuture<RegisteredDevice> registerAsync(Device device) {
    required("device", device);
    context.requireOpen();
    return callers.write(records.registration(device));
  }

  @Override
  public BulkReport registerAll(Iterable<Device> devices, BulkOptions options)
      throws InterruptedException {
    return bulk.register(devices, options).await();
  }

  @Override
  public CompletableFuture<BulkReport> registerAllAsync(
      Iterable<Device> devices, BulkOptions options) {
    return bulk.register(devices, options).async();
  }

  @Override
  public BulkReport updateAll(Iterable<DeviceUpdate> updates, BulkOptions options)
      throws InterruptedException {
    return bulk.update(updates, options).await();
  }

  @Override
  public CompletableFuture<BulkReport> updateAllAsync(
      Iterable<DeviceUpdate> updates, BulkOptions options) {
    return bulk.update(updates, options).async();
  }

  @Override
  public BulkReport deregisterAll(Iterable<DeviceId> ids, BulkOptions options)
      throws InterruptedException {
    return bulk.deregister(ids, options).await();
  }

  @Override
  public CompletableFuture<BulkReport> deregisterAllAsync(
      Iterable<DeviceId> ids, BulkOptions options) {
    return bulk.deregister(ids, options).async();
  }

  @Override
  public KeptRegistrations keepRegistered(
      Supplier<? extends Iterable<Device>> devices, Duration longestDelay) {
    required("devices", devices);
    if (longestDelay == null || longestDelay.isNegative()) {
      throw new IllegalArgumentException("longestDelay must not be negative, was " + longestDelay);
    }
    AtomicLong repairs = new AtomicLong();
    ZkKeptRegistrations kept =
        context.own(
            new ZkKeptRegistrations(
                context, () -> bulk.repair(devices, repairs).async(), repairs, longestDelay));
    kept.start();
    return kept;
  }

  @Override
  public Optional<RegisteredDevice> find(DeviceId id) throws InterruptedException {
    required("device id", id);
    context.requireOpen();
    return context.await(records.find(id), "Reading device " + id);
  }

  @Override
  public RegisteredDevice get(DeviceId id) throws InterruptedException {
    return find(id)
        .orElseThrow(() -> new DeviceNotFoundException("Device " + id + " is not registered"));
  }

  @Override
  public List<RegisteredDevice> find(DeviceQuery query) throws InterruptedException {
    required("query", query);
    return ownView().find(query);
  }

  @Override
  public RegisteredDevice update(Device device, int expectedVersion) throws InterruptedException {
    DeviceUpdate update = DeviceUpdate.of(device, expectedVersion);
    context.requireOpen();
    return context.await(records.write(records.update(update)), "Updating device " + device.id());
  }

  @Override
  public RegisteredDevice setAdminState(DeviceId id, AdminState state) throws InterruptedException {
    required("device id", id);
    required("state", state);
    context.requireOpen();
    return context.await(
        records.write(records.adminChange(id, state)), "Setting the state of device " + id);
  }

  @Override
  public void deregister(DeviceId id) throws InterruptedException {
    required("device id", id);
    context.requireOpen();
    context.await(records.write(records.deregistration(id)), "Deregistering device " + id);
  }

  @Override
  public DeviceView view() throws InterruptedException {
    RegistryMirror shared;
    synchronized (this) {
      context.requireOpen();
      if (mirror == null || !mirror.retain()) {
        mirror = new RegistryMirror(context);
      }
      shared = mirror;
    }
    try {
      context.await(shared.loaded(), "Loading the device view");
      return context.own(new MirrorDeviceView(context, shared));
    } catch (InterruptedException | RuntimeException e) {
      shared.release();
      throw e;
    }
  }

  private DeviceView ownView() throws InterruptedException {
    synchronized (this) {
      if (ownView != null) {
        context.requireOpen();
        return ownView;
      }
    }
    DeviceView view = view();
    synchronized (this) {
      if (ownView == null) {
        ownView = view;
        return view;
      }
    }
    view.close();
    return ownView();
  }

  private static void required(String what, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
  }
}
