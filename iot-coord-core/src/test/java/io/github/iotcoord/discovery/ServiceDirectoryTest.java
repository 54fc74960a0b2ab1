package io.github.iotcoord.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of publications and views when things go wrong. */
class ServiceDirectoryTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final ServiceEndpoint ONE = ServiceEndpoint.of("ingest", "gw-1", "10.0.0.1", 8883);
  private static final ServiceEndpoint TWO = ServiceEndpoint.of("ingest", "gw-2", "10.0.0.2", 8883);

  private final CuratorFramework raw = zookeeper.client();
  private final List<List<ServiceEndpoint>> heard = new CopyOnWriteArrayList<>();

  private static String base() {
    return zookeeper.root() + "-services";
  }

  private static ServiceDirectory directory(IotCoord coord) {
    return coord.serviceDirectory(base());
  }

  private ServiceView view() throws InterruptedException {
    ServiceView view = zookeeper.own(directory(zookeeper.coord("app")).view("ingest"));
    view.addListener(heard::add, Runnable::run);
    return view;
  }

  @Test
  void afterALostSessionItIsPublishedOnceMore() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("gw-1", proxy);
    ServicePublication publication = directory(coord).publish(ONE);
    ServiceView view = view();
    long session = coord.sessionLease().sessionId();
    for (int round = 1; round <= 2; round++) {
      proxy.freeze();
      await().until(() -> view.list().isEmpty());
      proxy.unfreeze();
      await().until(() -> view.list().equals(List.of(ONE)));
      await().until(publication::isPublished);
    }
    assertThat(coord.sessionLease().sessionId()).isNotEqualTo(session);
    assertThat(heard)
        .containsExactly(List.of(ONE), List.of(), List.of(ONE), List.of(), List.of(ONE));
    publication.close();
    await().until(() -> view.list().isEmpty());
  }

  @Test
  void aBlipWithinTheSessionChangesNothing() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    IotCoord coord = zookeeper.coord("gw-1", proxy);
    ServicePublication publication = directory(coord).publish(ONE);
    ServiceView view = zookeeper.own(directory(coord).view("ingest"));
    view.addListener(heard::add, Runnable::run);
    Stat before = raw.checkExists().forPath(base() + "/ingest/gw-1");
    proxy.cut();
    await().until(() -> !coord.sessionLease().isValid() && !view.freshness().live());
    assertThat(view.list()).containsExactly(ONE);
    proxy.mend();
    await().until(() -> coord.sessionLease().isValid() && view.freshness().live());
    assertThat(publication.isPublished()).isTrue();
    assertThat(raw.checkExists().forPath(base() + "/ingest/gw-1")).isEqualTo(before);
    assertThat(heard).containsExactly(List.of(ONE));
  }

  @Test
  void anOutageKeepsTheViewAndWhatChangedIsToldAfterwards() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    ServiceView view = zookeeper.own(directory(zookeeper.coord("app", proxy)).view("ingest"));
    ServiceDirectory other = directory(zookeeper.coord("gw"));
    ServicePublication one = other.publish(ONE);
    await().until(() -> view.list().equals(List.of(ONE)));
    view.addListener(heard::add, Runnable::run);
    proxy.cut();
    await().until(() -> !view.freshness().live());
    other.publish(TWO);
    one.close();
    await().until(() -> other.find("ingest").equals(List.of(TWO)));
    assertThat(view.list()).containsExactly(ONE);
    proxy.mend();
    await().until(() -> view.list().equals(List.of(TWO)));
    assertThat(heard).doesNotContain(List.of());
    assertThat(view.freshness().live()).isTrue();
  }

  @Test
  void closingTheEntryPointWithdrawsAll() throws Exception {
    IotCoord coord = zookeeper.builder(raw).identity("gw").build();
    ServicePublication one = directory(coord).publish(ONE);
    directory(coord).publish(TWO);
    ServiceView view = directory(coord).view("ingest");
    coord.close();
    assertThat(one.isPublished()).isFalse();
    assertThat(raw.checkExists().forPath(base() + "/ingest/gw-1")).isNull();
    assertThat(raw.checkExists().forPath(base() + "/ingest/gw-2")).isNull();
    assertThatThrownBy(view::list).isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> directory(coord)).isInstanceOf(CoordinationClosedException.class);
    await().untilAsserted(() -> assertThat(zookeeper.ask("wchp")).doesNotContain(base()));
  }

  @Test
  void whatIsClosedWhileTheServerIsGoneIsWithdrawnByTheClientThatLives() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    CuratorFramework client =
        zookeeper.client(proxy.connectString(), ZooKeeperExtension.TICK.multipliedBy(20));
    IotCoord coord =
        zookeeper.builder(client).identity("gw").operationTimeout(Duration.ofMillis(500)).build();
    directory(coord).publish(ONE);
    long session = client.getZookeeperClient().getZooKeeper().getSessionId();
    proxy.cut();
    await().until(() -> !client.getZookeeperClient().isConnected());
    coord.close();
    assertThat(raw.checkExists().forPath(base() + "/ingest/gw-1")).isNotNull();
    proxy.mend();
    await().until(() -> raw.checkExists().forPath(base() + "/ingest/gw-1") == null);
    await().until(() -> client.getZookeeperClient().isConnected());
    // Otherwise the machine was so slow that the node has gone with its session.
    assumeThat(client.getZookeeperClient().getZooKeeper().getSessionId()).isEqualTo(session);
  }

  @Test
  void aPublicationMayFollowAnotherAtOnceAndIsNotWithdrawnWithIt() throws Exception {
    ServiceDirectory directory = directory(zookeeper.coord("gw-1"));
    for (int i = 0; i < 20; i++) {
      ServiceEndpoint next = ONE.withMetadata(Map.of("load", Integer.toString(i)));
      ServicePublication publication = directory.publish(next);
      assertThatThrownBy(() -> directory.publish(ONE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("gw-1");
      assertThat(directory.find("ingest")).containsExactly(next);
      publication.close();
    }
    ServicePublication last = directory.publish(ONE);
    await().during(Duration.ofMillis(200)).until(last::isPublished);
    assertThat(directory.find("ingest")).containsExactly(ONE);
  }

  @Test
  void whoPublishesLaterReplacesAndIsNotWithdrawnByTheFirst() throws Exception {
    ServicePublication first = directory(zookeeper.coord("gw-1")).publish(ONE);
    ServiceDirectory restarted = directory(zookeeper.coord("gw-1"));
    ServiceEndpoint moved = ServiceEndpoint.of("ingest", "gw-1", "10.0.0.9", 8883);
    restarted.publish(moved);
    IotCoord third = zookeeper.coord("app");
    first.close();
    await()
        .during(Duration.ofMillis(200))
        .until(() -> directory(third).find("ingest").equals(List.of(moved)));
  }

  @Test
  void whatIsGarbledIsLeftOutAndTheRestIsFound() throws Exception {
    ServiceDirectory directory = directory(zookeeper.coord("gw-1"));
    directory.publish(ONE);
    ServiceView view = view();
    raw.create().forPath(base() + "/ingest/garbled", "{\"name\":".getBytes(UTF_8));
    raw.create()
        .forPath(
            base() + "/ingest/gw-2",
            ("{\"name\":\"ingest\",\"id\":\"gw-2\",\"address\":\"10.0.0.2\",\"port\":8883,"
                    + "\"payload\":{\"@class\":\"no.such.Thing\",\"n\":1}}")
                .getBytes(UTF_8));
    raw.create().creatingParentsIfNeeded().forPath(base() + "/another/garbled", new byte[] {1});
    await().until(() -> view.list().equals(List.of(ONE, TWO)));
    await().until(() -> view.quarantined() == 1);
    assertThat(directory.find("ingest")).containsExactly(ONE, TWO);
    assertThat(directory.services()).containsExactly("another", "ingest");
    raw.setData().forPath(base() + "/ingest/gw-2", new byte[0]);
    await().until(() -> view.list().equals(List.of(ONE)));
    assertThat(view.quarantined()).isEqualTo(2);
  }

  @Test
  void aNamespaceHoldsForTheDirectory() throws Exception {
    CuratorFramework client = raw.usingNamespace("tenant" + zookeeper.root().replace('/', '-'));
    IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
    coord.serviceDirectory().publish(ONE);
    assertThat(client.checkExists().forPath("/services/ingest/gw-1")).isNotNull();
    assertThat(coord.serviceDirectory("/services").find("ingest")).containsExactly(ONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "services", "/a//b", "/a/"})
  void aBasePathThatIsNoneIsRefused(String path) throws Exception {
    IotCoord coord = zookeeper.coord("gw-1");
    assertThatThrownBy(() -> coord.serviceDirectory(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("basePath");
  }

  @Test
  void badEndpointsAreRefusedByName() throws Exception {
    assertThatThrownBy(() -> ServiceEndpoint.of("a/b", "1", "h", 1))
        .hasMessageContaining("service");
    assertThatThrownBy(() -> ServiceEndpoint.of("s", "", "h", 1)).hasMessageContaining("id");
    assertThatThrownBy(() -> ServiceEndpoint.of("s", "1", "", 1)).hasMessageContaining("host");
    assertThatThrownBy(() -> ServiceEndpoint.of("s", "1", "a b", 1)).hasMessageContaining("host");
    assertThatThrownBy(() -> ServiceEndpoint.of("s", "1", "h", 0)).hasMessageContaining("port");
    assertThatThrownBy(() -> ServiceEndpoint.of("s", "1", "h", 65_536))
        .hasMessageContaining("port");
    Map<String, String> nothing = new HashMap<>();
    nothing.put("zone", null);
    assertThatThrownBy(() -> ONE.withMetadata(nothing)).hasMessageContaining("zone");
    assertThatThrownBy(() -> ONE.withMetadata(Map.of("@class", "x")))
        .hasMessageContaining("@class");
    ServiceDirectory directory = directory(zookeeper.coord("gw-1"));
    assertThatThrownBy(() -> directory.find("a/b")).hasMessageContaining("service");
    assertThatThrownBy(() -> directory.publish(ONE.withMetadata(Map.of("big", "x".repeat(70_000)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes");
  }
}
