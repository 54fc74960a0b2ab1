package io.github.iotcoord.registry;

import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.testkit.FourLetterWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/** What the server has, read node by node with ZooKeeper's own client. */
final class RawRegistry {
  private static final int PATIENCE_SECONDS = 30;

  private final String address;
  private final String registry;

  RawRegistry(String address, String root) {
    this.address = address;
    this.registry = root + "/registry";
  }

  Map<DeviceId, RegisteredDevice> records() throws Exception {
    Map<DeviceId, RegisteredDevice> records = new HashMap<>();
    ZooKeeper client = new ZooKeeper(address, 4_000, event -> {});
    try {
      for (String bucket : client.getChildren(registry, false)) {
        // All of a bucket are asked for at once: a round trip for each takes most of a test's time.
        List<CompletableFuture<Supplier<RegisteredDevice>>> nodes = new ArrayList<>();
        String parent = registry + "/" + bucket;
        for (String id : client.getChildren(parent, false)) {
          nodes.add(node(client, parent, id));
        }
        for (CompletableFuture<Supplier<RegisteredDevice>> node : nodes) {
          RegisteredDevice device = node.get(PATIENCE_SECONDS, TimeUnit.SECONDS).get();
          records.put(device.id(), device);
        }
      }
    } finally {
      client.close();
    }
    return records;
  }

  private static CompletableFuture<Supplier<RegisteredDevice>> node(
      ZooKeeper client, String parent, String id) {
    CompletableFuture<Supplier<RegisteredDevice>> answer = new CompletableFuture<>();
    client.getData(
        parent + "/" + id,
        false,
        (code, path, context, payload, stat) -> {
          if (code == Code.OK.intValue()) {
            answer.complete(() -> DeviceRecordCodec.decode(id, payload, stat.getVersion()));
          } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
          }
        },
        null);
    return answer;
  }

  long packetsSent() {
    return counter("zk_packets_sent");
  }

  long packetsReceived() {
    return counter("zk_packets_received");
  }

  private long counter(String name) {
    return FourLetterWords.ask(address, "mntr")
        .lines()
        .filter(line -> line.startsWith(name + "\t"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).trim()))
        .findFirst()
        .orElseThrow();
  }
}
