package io.github.iotcoord;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.twin.TwinPatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Every node takes its ACL from the client's ACLProvider. */
class AccessControlTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void everyNodeParentsIncludedIsAsTheProviderSays() throws Exception {
    CuratorFramework client = clientWith(Ids.CREATOR_ALL_ACL);
    List<ILoggingEvent> warnings = new ArrayList<>();
    try (Recording recording = new Recording();
        IotCoord coord =
            IotCoord.builder(client)
                .root(zookeeper.root() + "/deeper/root")
                .identity("guard")
                .build()) {
      useEverything(coord, client);
      warnings.addAll(recording.warnings());
    }
    assertThat(warnings).isEmpty();
  }

  private static void useEverything(IotCoord coord, CuratorFramework client) throws Exception {
    coord.deviceRegistry().register(Device.of("lamp", "lamp"));
    List<Device> many = List.of(Device.of("a", "lamp"), Device.of("b", "lamp"));
    assertThat(coord.deviceRegistry().registerAll(many).isComplete()).isTrue();
    HeartbeatMonitor monitor = coord.heartbeatMonitor();
    monitor.track(DeviceId.of("lamp"), Duration.ofSeconds(1));
    monitor.flush();
    SensorDataChannel channel = coord.sensorDataChannel("readings");
    channel.publish(Sample.of("lamp", "power", Instant.now(), 9));
    channel.flush();
    DeviceId lamp = DeviceId.of("lamp");
    coord.deviceTwins().updateDesired(lamp, TwinPatch.empty().set("level", 1));
    coord.deviceTwins().report(lamp, TwinPatch.empty().set("level", 1));
    coord.deviceTwins().updateGroup("hall", TwinPatch.empty().set("level", 1));
    try (LockGrant grant = coord.distributedLock("valve").lock()) {
      assertThat(grant.isValid()).isTrue();
      List<String> nodes = new ArrayList<>();
      collect(client, zookeeper.root(), nodes);
      assertThat(nodes)
          .anyMatch(path -> path.contains("/registry/"))
          .anyMatch(path -> path.contains("/twins/desired/"))
          .anyMatch(path -> path.contains("/twins/reported/"))
          .anyMatch(path -> path.contains("/twins/groups/"))
          .anyMatch(path -> path.contains("/owners/guard"))
          .anyMatch(path -> path.contains("/gateways/guard/claim-"))
          .anyMatch(path -> path.contains("/health/guard/"))
          .anyMatch(path -> path.contains("/locks/valve/"))
          .anyMatch(path -> path.contains("/channels/readings/log/"));
      for (String path : nodes) {
        List<ACL> acl = client.getACL().forPath(path);
        assertThat(acl).as(path).hasSize(1);
        assertThat(acl.get(0).getId().getScheme()).as(path).isEqualTo("digest");
        assertThat(acl.get(0).getId().getId()).as(path).startsWith("fleet:");
      }
    }
  }

  @Test
  void oneWarningSaysThatTheRootIsOpenToTheWorld() throws Exception {
    try (Recording recording = new Recording();
        IotCoord coord = zookeeper.builder(clientWith(Ids.OPEN_ACL_UNSAFE)).build()) {
      coord.deviceRegistry().register(Device.of("lamp", "lamp"));
      assertThat(recording.warnings())
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.getFormattedMessage())
                      .contains(zookeeper.root())
                      .contains("ACLProvider"));
    }
  }

  private static CuratorFramework clientWith(List<ACL> acl) {
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(zookeeper.server().connectString())
            .sessionTimeoutMs((int) ZooKeeperExtension.SESSION.toMillis())
            .retryPolicy(new RetryForever(100))
            .authorization("digest", "fleet:secret".getBytes(StandardCharsets.UTF_8))
            .aclProvider(
                new ACLProvider() {
                  @Override
                  public List<ACL> getDefaultAcl() {
                    return acl;
                  }

                  @Override
                  public List<ACL> getAclForPath(String path) {
                    return acl;
                  }
                })
            .build();
    client.start();
    return zookeeper.own(client);
  }

  private static void collect(CuratorFramework client, String path, List<String> nodes)
      throws Exception {
    nodes.add(path);
    for (String child : client.getChildren().forPath(path)) {
      collect(client, path + "/" + child, nodes);
    }
  }

  /** What the library logs at WARN or above. */
  private static final class Recording implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.iotcoord");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    Recording() {
      appender.start();
      logger.addAppender(appender);
    }

    List<ILoggingEvent> warnings() {
      return appender.list.stream()
          .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
          .toList();
    }

    @Override
    public void close() {
      logger.detachAppender(appender);
    }
  }
}
