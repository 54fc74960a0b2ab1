package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.lock.RawLock;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.DistributedSemaphore;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.LockOptions;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.retry.RetryOneTime;
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
 * Acquire and release, while nobody else wants the lock. Curator's recipes wait for the answer to a
 * release. The others do not, but the answer to their next request comes after it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class LockBenchmark {
  private static final int PERMITS = 4;

  private ServerProcess server;
  private CuratorFramework client;
  private IotCoord coord;
  private DistributedLock lock;
  private DistributedLock reusingLock;
  private DistributedSemaphore semaphore;
  private InterProcessMutex curatorMutex;
  private InterProcessSemaphoreV2 curatorSemaphore;
  private RawLock raw;

  @Setup
  public void start() throws Exception {
    server = ServerProcess.start();
    client = CuratorFrameworkFactory.newClient(server.connectString(), new RetryOneTime(100));
    client.start();
    coord = IotCoord.builder(client).identity("bench").build();
    lock = coord.distributedLock("lock");
    reusingLock = coord.distributedLock("reusing", LockOptions.defaults().withReuse());
    semaphore = coord.semaphore("semaphore", PERMITS);
    curatorMutex = new InterProcessMutex(client, "/curator/mutex");
    curatorSemaphore = new InterProcessSemaphoreV2(client, "/curator/semaphore", PERMITS);
    raw = new RawLock(client, "lock");
  }

  @TearDown
  public void stop() throws Exception {
    coord.close();
    client.close();
    server.close();
  }

  @Benchmark
  public long lock() throws Exception {
    return tokenOf(lock.lock());
  }

  @Benchmark
  public long reusingLock() throws Exception {
    return tokenOf(reusingLock.lock());
  }

  @Benchmark
  public void curatorMutex() throws Exception {
    curatorMutex.acquire();
    curatorMutex.release();
  }

  @Benchmark
  public void rawCreateAndDelete() throws Exception {
    raw.cycle();
  }

  @Benchmark
  public long semaphore() throws Exception {
    return tokenOf(semaphore.acquire());
  }

  @Benchmark
  public void curatorSemaphore() throws Exception {
    curatorSemaphore.returnLease(curatorSemaphore.acquire());
  }

  private static long tokenOf(LockGrant grant) {
    grant.close();
    return grant.token();
  }
}
