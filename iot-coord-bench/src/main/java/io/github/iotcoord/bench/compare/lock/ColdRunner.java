package io.github.iotcoord.bench.compare.lock;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.RoundTrip;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;

/**
 * The first acquisition under a path of three levels that do not exist, in sequential round trips:
 * its time over a long way, divided by that of one write.
 */
final class ColdRunner implements Runner {
  private final FirstAcquisition acquisition;
  private final double roundTrip;
  private int number;

  /** Acquires a lock whose path does not exist, and removes what it has made. */
  interface FirstAcquisition {
    /** Takes a number that no other had, and returns how long the acquisition took. */
    double nanos(int number) throws Exception;
  }

  ColdRunner(CuratorFramework far, FirstAcquisition acquisition) throws Exception {
    this.acquisition = acquisition;
    this.roundTrip = RoundTrip.ofWrite(far);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long start = System.nanoTime();
    double nanos = 0;
    int times = 0;
    do {
      nanos += acquisition.nanos(number++);
      times++;
    } while (System.nanoTime() - start < time.toNanos());
    return new double[] {Math.round(10 * nanos / times / roundTrip) / 10.0};
  }

  /** Ours, below a root of its own that is taken away after the connection was made. */
  static Runner ours(Bed bed) throws Exception {
    CuratorFramework far = bed.far();
    CuratorFramework near = bed.near();
    return new ColdRunner(far, number -> oursNanos(far, near, "/cold-" + number));
  }

  private static double oursNanos(CuratorFramework far, CuratorFramework near, String root)
      throws Exception {
    try (IotCoord coord = IotCoord.builder(far).root(root).build()) {
      near.delete().deletingChildrenIfNeeded().forPath(root);
      DistributedLock lock = coord.distributedLock("first");
      long start = System.nanoTime();
      LockGrant grant = lock.lock();
      double nanos = System.nanoTime() - start;
      grant.close();
      return nanos;
    }
  }

  /** Curator's, three levels deep. */
  static Runner curator(Bed bed) throws Exception {
    CuratorFramework far = bed.far();
    return new ColdRunner(
        far, number -> curatorNanos(far, "/cold-curator-" + number + "/locks/first"));
  }

  private static double curatorNanos(CuratorFramework far, String path) throws Exception {
    InterProcessMutex mutex = new InterProcessMutex(far, path);
    long start = System.nanoTime();
    mutex.acquire();
    double nanos = System.nanoTime() - start;
    mutex.release();
    return nanos;
  }
}
