package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.heartbeat.*;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

public final class ZkFleetHealth implements FleetHealth {
  public ZkFleetHealth(CoordContext c) {}

  public static FleetHealth open(CoordContext c) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<DeviceHealth> find(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Collection<DeviceHealth> all() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<DeviceStatus, Long> counts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> gateways() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Freshness freshness() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription addListener(Consumer<HealthTransition> listener, Executor executor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
