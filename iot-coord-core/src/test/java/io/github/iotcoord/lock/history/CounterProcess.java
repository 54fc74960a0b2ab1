package io.github.iotcoord.lock.history;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.EnsembleExtension;
import io.github.iotcoord.testkit.Link;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;

/**
 * What one process has: its way to the ensemble, its session, and the place where its workers can
 * be held.
 *
 * @param name its number, as a string
 */
record CounterProcess(
    String name, Link link, CuratorFramework client, IotCoord coord, Failpoint beforeWrite)
    implements AutoCloseable {
  /** The session timeout: short, so that many sessions end in a trial. */
  static final Duration SESSION = Duration.ofSeconds(2);

  /** How long calls other than those to wait for the lock may take. */
  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(10);

  static CounterProcess start(int number, EnsembleExtension ensemble, String root)
      throws InterruptedException {
    Link link = ensemble.own(new Link(ensemble.servers()));
    CuratorFramework client = ensemble.client(link.connectString(), SESSION);
    IotCoord coord =
        IotCoord.builder(client)
            .root(root)
            .identity("process-" + number)
            .serverTick(EnsembleExtension.TICK)
            .operationTimeout(OPERATION_TIMEOUT)
            .build();
    return new CounterProcess("" + number, link, client, coord, new Failpoint());
  }

  /** Whether it still goes the way that the nemesis knows. */
  boolean keepsToItsLink() {
    return client.getZookeeperClient().getCurrentConnectionString().equals(link.connectString());
  }

  /** Ends as a process should; what this sends is on its way when it returns. */
  @Override
  public void close() {
    coord.close();
    client.close();
  }
}
