package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceNotFoundException;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.RegistrationReport;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The registry as callers see it: checks what comes in, and waits for what goes on behind it. */
public final class ZkDeviceRegistry implements DeviceRegistry {
  private final CoordContext context;
  private final DeviceRecords records;
  private final BulkRegistration bulk;
  private @Nullable RegistryMirror mirror;
  private @Nullable DeviceView ownView;

  public ZkDeviceRegistry(CoordContext context) {
    this.context = context;
    this.records = new DeviceRecords(context);
    this.bulk = new BulkRegistration(context, records);
  }

  @Override
  public RegisteredDevice register(Device device) throws InterruptedException {
    required("device", device);
    return context.await(
        records.register(records.recordOf(device)), "Registering device " + device.id());
  }

  @Override
  public RegistrationReport registerAll(Collection<Device> devices) throws InterruptedException {
    CompletableFuture<RegistrationReport> report = registerAllAsync(devices);
    // Each batch has a timeout of its own, so the whole of it ends too.
    return context.awaitUnbounded(report, "Registering " + devices.size() + " devices");
  }

  @Override
  public CompletableFuture<RegistrationReport> registerAllAsync(Collection<Device> devices) {
    required("devices", devices);
    devices.forEach(device -> required("a device", device));
    context.requireOpen();
    return bulk.register(devices);
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
    required("device", device);
    if (expectedVersion < 0) {
      throw new IllegalArgumentException(
          "expectedVersion must not be negative, was " + expectedVersion);
    }
    context.requireOpen();
    return context.await(records.update(device, expectedVersion), "Updating device " + device.id());
  }

  @Override
  public void deregister(DeviceId id) throws InterruptedException {
    required("device id", id);
    context.requireOpen();
    context.await(records.deregister(id), "Deregistering device " + id);
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
