package io.github.iotcoord.lock.history;

import io.github.iotcoord.lock.FencedWrites;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * The counter, which only the lock and its fence protect: it is read, and set to any value without
 * a look at its version. Each transaction that sets it also creates a node in the log, so that
 * afterwards all that was carried out can be read, in its order.
 */
final class Ledger {
  private static final int BATCH = 500;

  private final String counter;
  private final String log;

  /**
   * @param path a node that does not exist yet
   */
  Ledger(String path) {
    this.counter = path + "/counter";
    this.log = path + "/log";
  }

  /** Sets everything up, for actors of these names. */
  void create(CuratorFramework client, List<String> actors) throws Exception {
    byte[] nothing = new Increment("0.0", 0, 0, 0).encode();
    client.create().creatingParentsIfNeeded().forPath(counter, nothing);
    for (String actor : actors) {
      client.create().creatingParentsIfNeeded().forPath(log + "/" + actor);
    }
  }

  /** The counter's value, as the client's server has it. */
  long read(CuratorFramework client) throws Exception {
    return Increment.decode(client.getData().forPath(counter)).value();
  }

  /** Adds the writes of an increment to a transaction. */
  void write(FencedWrites writes, Increment increment) {
    byte[] data = increment.encode();
    writes
        .set(counter, data)
        .create(log + "/" + increment.actor() + "/" + increment.number(), data);
  }

  /** How often the counter was changed, as the newest state has it. */
  int changes(CuratorFramework client) throws Exception {
    client.sync().forPath(counter);
    Stat stat = client.checkExists().forPath(counter);
    return stat.getVersion();
  }

  /** What was carried out for these actors, as the newest state has it. */
  List<Applied> log(CuratorFramework client, List<String> actors) throws Exception {
    client.sync().forPath(log);
    ZooKeeper zookeeper = client.getZookeeperClient().getZooKeeper();
    List<Applied> all = new ArrayList<>();
    for (String actor : actors) {
      List<String> names = client.getChildren().forPath(log + "/" + actor);
      for (int from = 0; from < names.size(); from += BATCH) {
        List<Op> reads = new ArrayList<>();
        for (String name : names.subList(from, Math.min(names.size(), from + BATCH))) {
          reads.add(Op.getData(log + "/" + actor + "/" + name));
        }
        for (OpResult result : zookeeper.multi(reads)) {
          if (!(result instanceof GetDataResult read)) {
            throw new IllegalStateException("the log of " + actor + " cannot be read");
          }
          all.add(new Applied(read.getStat().getCzxid(), Increment.decode(read.getData())));
        }
      }
    }
    return all;
  }
}
