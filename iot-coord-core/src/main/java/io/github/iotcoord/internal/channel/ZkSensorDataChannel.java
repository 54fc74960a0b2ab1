package io.github.iotcoord.internal.channel;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.channel.*;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.DeviceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

public final class ZkSensorDataChannel implements SensorDataChannel {
  public ZkSensorDataChannel(CoordContext c, String n, ChannelOptions o) {}

  @Override
  public String name() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<SegmentPosition> publish(Sample sample) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<SegmentPosition> publishAll(Collection<Sample> samples)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void flush() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Sample> latest(DeviceId device, String metric) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription subscribe(SubscriptionStart start, SampleListener listener, Executor executor)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Sample> history(HistoryQuery query) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<WindowAggregate> aggregate(HistoryQuery query, Windows windows)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
