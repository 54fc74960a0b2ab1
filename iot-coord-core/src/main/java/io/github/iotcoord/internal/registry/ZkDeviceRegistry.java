package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.*;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

public final class ZkDeviceRegistry implements DeviceRegistry {
  public ZkDeviceRegistry(CoordContext c) {}

  @Override
  public RegisteredDevice register(Device device) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public RegistrationReport registerAll(Collection<Device> devices) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<RegistrationReport> registerAllAsync(Collection<Device> devices) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<RegisteredDevice> find(DeviceId id) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public RegisteredDevice get(DeviceId id) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<RegisteredDevice> find(DeviceQuery query) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public RegisteredDevice update(Device device, int expectedVersion) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deregister(DeviceId id) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeviceView view() throws InterruptedException {
    throw new UnsupportedOperationException();
  }
}
