package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/** A channel that is full of samples, and its segments as the raw client reads them. */
final class StoredSegments {
  static final String CHANNEL = "stored";
  private static final int UNDER_WAY = 64;

  private final String root;
  private final ZooKeeper zooKeeper;

  private StoredSegments(String root, ZooKeeper zooKeeper) {
    this.root = root;
    this.zooKeeper = zooKeeper;
  }

  /** Publishes samples into a channel below a root, if there are none yet. */
  static StoredSegments make(Bed bed, String root, List<Sample> samples) throws Exception {
    CuratorFramework client = bed.near();
    ChannelOptions options =
        ChannelOptions.defaults().withRetention(512L * 1024 * 1024, Duration.ofDays(1));
    if (client.checkExists().forPath(new ZnodeLayout(root).channelLog(CHANNEL)) == null) {
      try (IotCoord coord = IotCoord.builder(client).root(root).build()) {
        SensorDataChannel channel = coord.sensorDataChannel(CHANNEL, options);
        for (int from = 0; from < samples.size(); from += 1_000) {
          var unused =
              channel.publishAll(samples.subList(from, Math.min(from + 1_000, samples.size())));
        }
        channel.flush();
      }
    }
    return new StoredSegments(root, client.getZookeeperClient().getZooKeeper());
  }

  String root() {
    return root;
  }

  /** Lists the logs and reads all segments, many at once, and decodes nothing. */
  List<byte[]> read() throws Exception {
    String log = new ZnodeLayout(root).channelLog(CHANNEL);
    List<String> paths = new ArrayList<>();
    for (String publisher : zooKeeper.getChildren(log, false)) {
      String path = ZnodeLayout.child(log, publisher);
      zooKeeper.getChildren(path, false).stream()
          .sorted()
          .forEach(name -> paths.add(ZnodeLayout.child(path, name)));
    }
    List<CompletableFuture<byte[]>> replies = new ArrayList<>();
    for (String path : paths) {
      if (replies.size() >= UNDER_WAY) {
        replies.get(replies.size() - UNDER_WAY).join();
      }
      CompletableFuture<byte[]> reply = new CompletableFuture<>();
      replies.add(reply);
      zooKeeper.getData(path, false, (rc, p, c, data, stat) -> end(reply, rc, data), null);
    }
    return replies.stream().map(CompletableFuture::join).toList();
  }

  private static void end(CompletableFuture<byte[]> reply, int code, byte[] data) {
    if (code == Code.OK.intValue()) {
      reply.complete(data);
    } else {
      reply.completeExceptionally(KeeperException.create(Code.get(code)));
    }
  }
}
