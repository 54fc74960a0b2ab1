package io.github.iotcoord.registry;

import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.testkit.FourLetterWords;
import java.util.HashMap;
import java.util.Map;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** What the server has, read node by node with ZooKeeper's own client. */
final class RawRegistry {
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
        String parent = registry + "/" + bucket;
        for (String id : client.getChildren(parent, false)) {
          Stat stat = new Stat();
          byte[] payload = client.getData(parent + "/" + id, false, stat);
          records.put(DeviceId.of(id), DeviceRecordCodec.decode(id, payload, stat.getVersion()));
        }
      }
    } finally {
      client.close();
    }
    return records;
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
