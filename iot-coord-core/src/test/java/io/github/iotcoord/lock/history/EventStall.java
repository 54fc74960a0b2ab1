package io.github.iotcoord.lock.history;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AsyncCallback.VoidCallback;

/**
 * Keeps a ZooKeeper client's one event thread busy, so that its process hears of nothing: no
 * answer, no watch, no change of the connection. So it is with a process that was paused, in the
 * moment in which it goes on.
 */
final class EventStall {
  private final CountDownLatch over = new CountDownLatch(1);

  private EventStall() {}

  /**
   * Begins with an answer to a harmless request, which then does not return.
   *
   * @param patience how long to wait for that answer; if it does not come, the stall begins with it
   *     later, or never
   */
  static EventStall begin(CuratorFramework client, Duration patience) throws Exception {
    EventStall stall = new EventStall();
    CountDownLatch begun = new CountDownLatch(1);
    VoidCallback answer =
        (code, path, context) -> {
          begun.countDown();
          stall.await();
        };
    client.getZookeeperClient().getZooKeeper().sync("/", answer, null);
    begun.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    return stall;
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process hear again. */
  void end() {
    over.countDown();
  }
}
