package io.github.iotcoord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IotCoordTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void worksOnAnEmbeddedServerThatGoesWithIt() throws Exception {
    long servers = threadsNamed("zkservermainrunner");
    IotCoord coord = IotCoord.embedded();
    String threads = "iot-coord-" + coord.identity();
    assertThat(threadsNamed(threads)).isPositive();
    coord.deviceRegistry().register(Device.of("lamp", "lamp"));
    assertThat(coord.sessionLease().isValid()).isTrue();
    coord.close();
    coord.close();
    await().until(() -> threadsNamed(threads) == 0);
    await().until(() -> threadsNamed("zkservermainrunner") == servers);
  }

  @Test
  void connectsByConnectStringAndNeverClosesAClientThatItWasGiven() throws Exception {
    try (IotCoord coord = IotCoord.connect(zookeeper.server().connectString())) {
      assertThat(coord.identity()).startsWith("client-");
    }
    CuratorFramework client = zookeeper.client();
    zookeeper.builder(client).build().close();
    assertThat(client.checkExists().forPath(zookeeper.root())).isNotNull();
  }

  @Test
  void keepsWithinTheNamespaceOfTheClient() throws Exception {
    CuratorFramework client = zookeeper.client();
    IotCoord coord = zookeeper.own(zookeeper.builder(client.usingNamespace("tenant-1")).build());
    coord.deviceRegistry().register(Device.of("lamp", "lamp"));
    assertThat(client.getChildren().forPath("/tenant-1" + zookeeper.root()))
        .containsExactly("registry");
  }

  @Test
  void refusesARootOfAnotherFormat() throws Exception {
    CuratorFramework client = zookeeper.client();
    client.create().forPath(zookeeper.root(), bytes("{\"format\":2}"));
    assertThatThrownBy(() -> zookeeper.builder(client).build())
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining(zookeeper.root())
        .hasMessageContaining("upgrade");
    client.setData().forPath(zookeeper.root(), bytes("somebody else's"));
    assertThatThrownBy(() -> zookeeper.builder(client).build())
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(zookeeper.root());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "relative", "/a//b", "/a/", "/../a"})
  void refusesARootThatIsNoPath(String root) {
    assertThatThrownBy(() -> IotCoord.builder(zookeeper.client()).root(root))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("root");
  }

  @Test
  void refusesNamesThatAreNoPathElements() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    assertThatThrownBy(() -> coord.distributedLock("a/b")).hasMessageContaining("lock name");
    assertThatThrownBy(() -> coord.sensorDataChannel("")).hasMessageContaining("channel name");
    assertThatThrownBy(() -> zookeeper.builder(zookeeper.client()).identity("a/b"))
        .hasMessageContaining("identity");
    assertThatThrownBy(() -> zookeeper.builder(zookeeper.client()).ticker(nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ticker");
    DeviceView view = zookeeper.own(coord.deviceRegistry().view());
    assertThatThrownBy(() -> view.find((DeviceId) nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device id");
    assertThatThrownBy(() -> view.find((DeviceQuery) nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query");
    assertThatThrownBy(() -> IotCoord.connect(" ")).hasMessageContaining("connect string");
  }

  @Test
  void saysWhenNobodyAnswersAndWhenTheClientIsNotRunning() {
    CuratorFramework nowhere =
        zookeeper.own(
            CuratorFrameworkFactory.newClient("127.0.0.1:1", 4_000, 500, new RetryOneTime(100)));
    assertThatThrownBy(() -> IotCoord.builder(nowhere).build())
        .isInstanceOf(CoordinationClosedException.class)
        .hasMessageContaining("never started");
    nowhere.start();
    IotCoordBuilder builder =
        IotCoord.builder(nowhere).operationTimeout(Duration.ofMillis(500)).identity("lonely");
    assertThatThrownBy(builder::build).isInstanceOf(CoordinationUnavailableException.class);
    await().until(() -> threadsNamed("iot-coord-lonely") == 0);
  }

  @Test
  void aClientThatWasClosedUnderItIsNamed() throws Exception {
    CuratorFramework client = zookeeper.client();
    IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
    client.close();
    assertThatThrownBy(() -> coord.deviceRegistry().register(Device.of("lamp", "lamp")))
        .isInstanceOf(CoordinationClosedException.class)
        .hasMessageContaining("Curator client");
  }

  // As a caller that is not null-checked might.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  static long threadsNamed(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
