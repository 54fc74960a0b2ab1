package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.heartbeat.*;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

public final class ZkHeartbeatMonitor implements HeartbeatMonitor {
  public ZkHeartbeatMonitor(CoordContext c, HeartbeatOptions o) {}

  public boolean isOpen() {
    throw new UnsupportedOperationException();
  }

  public HeartbeatOptions options() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String gateway() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void track(DeviceId device, Duration period) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void untrack(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean beat(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean beat(DeviceId device, long sequence) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void expectSilence(DeviceId device, Duration duration) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<DeviceHealth> find(DeviceId device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription addListener(Consumer<HealthTransition> listener, Executor executor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void flush() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
