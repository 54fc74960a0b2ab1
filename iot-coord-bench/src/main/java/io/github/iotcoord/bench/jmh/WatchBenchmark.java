package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceView;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time from a write until a listener in another session has heard of it, with the data read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class WatchBenchmark {
  private final Semaphore viewHeard = new Semaphore(0);
  private final Semaphore channelHeard = new Semaphore(0);
  private final Semaphore cacheHeard = new Semaphore(0);
  private final Semaphore watchHeard = new Semaphore(0);
  private ServerProcess server;
  private CuratorFramework writer;
  private CuratorFramework reader;
  private IotCoord writingCoord;
  private IotCoord readingCoord;
  private DeviceView view;
  private SensorDataChannel channel;
  private CuratorCache cache;
  private int round;

  @Setup
  public void start() throws Exception {
    server = ServerProcess.start();
    writer = client();
    reader = client();
    writingCoord = IotCoord.builder(writer).identity("writer").build();
    readingCoord = IotCoord.builder(reader).identity("reader").build();
    view = readingCoord.deviceRegistry().view();
    view.addListener(event -> viewHeard.release(), Runnable::run);

    // A sample does not wait for others.
    ChannelOptions options = ChannelOptions.defaults().withLinger(Duration.ZERO);
    channel = writingCoord.sensorDataChannel("watched", options);
    readingCoord
        .sensorDataChannel("watched", options)
        .subscribe(
            SubscriptionStart.now(),
            (position, samples) -> channelHeard.release(samples.size()),
            Runnable::run);

    writer.create().forPath("/cached", new byte[0]);
    writer.create().forPath("/cached/node", new byte[0]);
    cache = CuratorCache.build(reader, "/cached");
    cache
        .listenable()
        .addListener(
            CuratorCacheListener.builder()
                .forChanges((before, after) -> cacheHeard.release())
                .afterInitialized()
                .build());
    CountDownLatch loaded = new CountDownLatch(1);
    cache
        .listenable()
        .addListener(CuratorCacheListener.builder().forInitialized(loaded::countDown).build());
    cache.start();
    loaded.await();

    writer.create().forPath("/watched", new byte[0]);
    reader
        .getZookeeperClient()
        .getZooKeeper()
        .addWatch(
            "/watched",
            event -> {
              if (event.getType() == EventType.NodeDataChanged) {
                watchHeard.release();
              }
            },
            AddWatchMode.PERSISTENT_RECURSIVE);
  }

  private CuratorFramework client() {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(server.connectString(), new RetryOneTime(100));
    client.start();
    return client;
  }

  @TearDown
  public void stop() throws Exception {
    cache.close();
    readingCoord.close();
    writingCoord.close();
    reader.close();
    writer.close();
    server.close();
  }

  @Benchmark
  public void registrationToView() throws Exception {
    Device device = Fleet.device("watched-" + round++);
    writingCoord.deviceRegistry().register(device);
    viewHeard.acquire();
  }

  @Benchmark
  public void sampleToSubscriber() throws Exception {
    channel.publish(Sample.of("watched", "temperature", Instant.now(), round++)).join();
    channelHeard.acquire();
  }

  @Benchmark
  public void setDataToCuratorCache() throws Exception {
    writer.setData().forPath("/cached/node", new byte[300]);
    cacheHeard.acquire();
  }

  @Benchmark
  public void setDataToBareWatch() throws Exception {
    writer.setData().forPath("/watched", new byte[300]);
    watchHeard.acquire();
  }
}
