package io.github.iotcoord.bench.twin;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.twin.TwinDelta;
import io.github.iotcoord.twin.TwinListener;
import io.github.iotcoord.twin.TwinPatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;

/** A gateway with a session of its own, which keeps the newest that it was told of each device. */
final class TwinGateway implements TwinListener, AutoCloseable {
  private static final int SESSION_MS = 10_000;

  private final CuratorFramework client;
  private final IotCoord coord;
  private final List<Device> devices;
  private final LongAdder told;
  private final Map<DeviceId, TwinDelta> newest = new ConcurrentHashMap<>();

  /**
   * @param told counts what all gateways are told
   */
  TwinGateway(String connectString, int number, List<Device> devices, LongAdder told)
      throws InterruptedException {
    this.client =
        CuratorFrameworkFactory.newClient(
            connectString, SESSION_MS, SESSION_MS, new RetryForever(100));
    client.start();
    this.coord =
        IotCoord.builder(client)
            .identity("gateway-" + number)
            .operationTimeout(Duration.ofMinutes(5))
            .build();
    this.devices = devices;
    this.told = told;
  }

  void register() throws InterruptedException {
    if (!coord.deviceRegistry().registerAll(devices).isComplete()) {
      throw new IllegalStateException("not every device could be registered");
    }
  }

  void follow() throws InterruptedException {
    coord.deviceTwins().follow(devices.stream().map(Device::id).toList(), this, Runnable::run);
  }

  @Override
  public void desired(TwinDelta delta) {
    newest.put(delta.device(), delta);
    told.increment();
  }

  @Override
  public void released(DeviceId device) {
    throw new IllegalStateException(device + " is lost");
  }

  /** Reports that all is as was told, many reports at once. */
  void acknowledge(int atOnce) throws InterruptedException {
    Semaphore free = new Semaphore(atOnce);
    for (TwinDelta delta : newest.values()) {
      free.acquire();
      CompletableFuture<?> report =
          coord.deviceTwins().reportAsync(delta, TwinPatch.of(delta.delta()));
      report.whenComplete((done, failure) -> free.release());
    }
    free.acquire(atOnce);
  }

  @Override
  public void close() {
    coord.close();
    client.close();
  }
}
