package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Devices registered per second: in bulk by us, one at a time by Curator, and raw batches. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class RegistrationBenchmark {
  private static final int BULK = 5_000;
  private static final int RAW_BATCH = 100;
  private static final int RAW_UNDER_WAY = 16;

  private ServerProcess server;
  private CuratorFramework client;
  private IotCoord coord;
  private ServiceDiscovery<Map<String, String>> discovery;
  private ZooKeeper raw;
  private int round;

  @Setup
  @SuppressWarnings("unchecked")
  public void start() throws Exception {
    server = ServerProcess.start();
    client = CuratorFrameworkFactory.newClient(server.connectString(), new RetryOneTime(100));
    client.start();
    coord = IotCoord.builder(client).identity("bench").build();
    discovery =
        ServiceDiscoveryBuilder.builder((Class<Map<String, String>>) (Class<?>) Map.class)
            .client(client)
            .basePath("/discovery")
            .build();
    discovery.start();
    raw = client.getZookeeperClient().getZooKeeper();
    client.create().forPath("/raw", new byte[0]);
  }

  @TearDown
  public void stop() throws Exception {
    discovery.close();
    coord.close();
    client.close();
    server.close();
  }

  @Benchmark
  @OperationsPerInvocation(BULK)
  public BulkReport bulk() throws Exception {
    BulkReport report = coord.deviceRegistry().registerAll(Fleet.devices("bulk-" + round++, BULK));
    if (!report.isComplete()) {
      throw new IllegalStateException(report.failures().toString());
    }
    return report;
  }

  @Benchmark
  public Object curatorDiscovery() throws Exception {
    Device device = Fleet.device("one-" + round++);
    ServiceInstance<Map<String, String>> instance =
        ServiceInstance.<Map<String, String>>builder()
            .name(device.type())
            .id(device.id().value())
            .payload(device.attributes())
            .build();
    discovery.registerService(instance);
    return instance;
  }

  @Benchmark
  @OperationsPerInvocation(BULK)
  public void rawBatches() throws Exception {
    byte[] payload = "x".repeat(300).getBytes(StandardCharsets.UTF_8);
    String parent = "/raw/" + round++;
    client.create().forPath(parent, new byte[0]);
    Semaphore free = new Semaphore(RAW_UNDER_WAY);
    AtomicInteger failure = new AtomicInteger();
    for (int from = 0; from < BULK; from += RAW_BATCH) {
      List<Op> ops = new ArrayList<>();
      for (int i = from; i < from + RAW_BATCH; i++) {
        ops.add(Op.create(parent + "/d" + i, payload, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
      }
      free.acquire();
      raw.multi(
          ops,
          (rc, path, ctx, results) -> {
            failure.compareAndSet(0, rc);
            free.release();
          },
          null);
    }
    free.acquire(RAW_UNDER_WAY);
    if (failure.get() != 0) {
      throw KeeperException.create(Code.get(failure.get()));
    }
  }
}
