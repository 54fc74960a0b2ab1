package io.github.iotcoord.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.ServiceProvider;
import org.apache.curator.x.discovery.ServiceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both directions: what is published here, and what stock clients publish. */
class StockClientTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final ServiceEndpoint BARE =
      ServiceEndpoint.of("ingest", "gateway-1", "10.0.0.1", 8883);
  private static final ServiceEndpoint RICH =
      ServiceEndpoint.of("ingest", "gateway-2", "10.0.0.2", 8884)
          .withMetadata(Map.of("zone", "véranda", "protocol", "mqtts"));

  private static String base() {
    return zookeeper.root() + "-services";
  }

  private static ServiceDirectory directory() throws InterruptedException {
    return zookeeper.coord("gateway-1").serviceDirectory(base());
  }

  private static <T> ServiceDiscovery<T> stock(Class<T> payload) throws Exception {
    ServiceDiscovery<T> discovery =
        ServiceDiscoveryBuilder.builder(payload)
            .client(zookeeper.client())
            .basePath(base())
            .build();
    discovery.start();
    return zookeeper.own(discovery);
  }

  @SuppressWarnings("rawtypes")
  @Test
  void aStockClientFindsWhatIsPublishedHere() throws Exception {
    ServiceDirectory directory = directory();
    ServicePublication bare = directory.publish(BARE);
    assertThat(bare.isPublished()).isTrue();

    ServiceInstance<Void> plain = stock(Void.class).queryForInstance("ingest", "gateway-1");
    assertThat(plain.getAddress()).isEqualTo("10.0.0.1");
    assertThat(plain.getPort()).isEqualTo(8883);
    assertThat(plain.getName()).isEqualTo("ingest");
    assertThat(plain.getServiceType()).isEqualTo(ServiceType.DYNAMIC);
    assertThat(plain.isEnabled()).isTrue();
    assertThat(plain.buildUriSpec()).isEqualTo("http://10.0.0.1:8883");

    directory.publish(RICH);
    ServiceDiscovery<Map> maps = stock(Map.class);
    assertThat(maps.queryForNames()).containsExactly("ingest");
    Map<String, Map> payloads =
        maps.queryForInstances("ingest").stream()
            .filter(instance -> instance.getPayload() != null)
            .collect(Collectors.toMap(ServiceInstance::getId, ServiceInstance::getPayload));
    assertThat(payloads).containsExactly(Map.entry("gateway-2", RICH.metadata()));
    assertThat(stock(Object.class).queryForInstances("ingest"))
        .extracting(ServiceInstance::getPayload)
        .containsExactlyInAnyOrder(null, RICH.metadata());
  }

  @SuppressWarnings("rawtypes")
  @Test
  void aStockProviderFollowsWhatIsPublishedHere() throws Exception {
    ServiceDirectory directory = directory();
    ServiceProvider<Map> provider =
        zookeeper.own(stock(Map.class).serviceProviderBuilder().serviceName("ingest").build());
    provider.start();
    ServicePublication publication = directory.publish(RICH);
    await().until(() -> provider.getInstance() != null);
    assertThat(provider.getInstance().getPort()).isEqualTo(8884);
    publication.close();
    await().until(() -> provider.getInstance() == null);
    assertThat(publication.isPublished()).isFalse();
  }

  @SuppressWarnings("rawtypes")
  @Test
  void whatAStockClientPublishesIsFoundHere() throws Exception {
    ServiceDirectory directory = directory();
    assertThat(directory.services()).isEmpty();
    assertThat(directory.find("ingest")).isEmpty();
    ServiceView view = zookeeper.own(directory.view("ingest"));
    assertThat(view.list()).isEmpty();

    ServiceDiscovery<Map> maps = stock(Map.class);
    ServiceInstance<Map> rich =
        ServiceInstance.<Map>builder()
            .name("ingest")
            .id("gateway-2")
            .address("10.0.0.2")
            .port(8884)
            .payload(new LinkedHashMap<>(RICH.metadata()))
            .build();
    maps.registerService(rich);
    stock(Void.class)
        .registerService(
            ServiceInstance.<Void>builder()
                .name("ingest")
                .id("gateway-1")
                .address("10.0.0.1")
                .port(8883)
                .build());
    assertThat(directory.services()).containsExactly("ingest");
    // A stock client that has just been connected deletes and creates its nodes once more.
    await().until(() -> directory.find("ingest").equals(List.of(BARE, RICH)));
    await().until(() -> view.list().equals(List.of(BARE, RICH)));

    maps.unregisterService(rich);
    await().until(() -> view.list().equals(List.of(BARE)));
    await().until(() -> directory.find("ingest").equals(List.of(BARE)));
    assertThat(view.quarantined()).isZero();
  }

  /** The bean that Spring Cloud Zookeeper has as its payload. */
  public static final class SpringShaped {
    private String id = "";
    private String name = "";
    private Map<String, String> metadata = Map.of();

    public String getId() {
      return id;
    }

    public void setId(String id) {
      this.id = id;
    }

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public Map<String, String> getMetadata() {
      return metadata;
    }

    public void setMetadata(Map<String, String> metadata) {
      this.metadata = metadata;
    }
  }

  @Test
  void whatASpringClientPublishesIsFoundHere() throws Exception {
    SpringShaped payload = new SpringShaped();
    payload.setId("application-1");
    payload.setName("ingest");
    payload.setMetadata(new LinkedHashMap<>(RICH.metadata()));
    stock(SpringShaped.class)
        .registerService(
            ServiceInstance.<SpringShaped>builder()
                .name("ingest")
                .id("gateway-2")
                .address("10.0.0.2")
                .port(8884)
                .payload(payload)
                .build());
    ServiceDirectory directory = directory();
    await().until(() -> directory.find("ingest").equals(List.of(RICH)));
  }

  @Test
  void inSpringsFormTheBeanIsReadByWhoHasItsClassAndByNobodyElse() throws Exception {
    ServiceDirectory directory =
        zookeeper
            .coord("gateway-1")
            .serviceDirectory(
                ServiceDirectoryOptions.defaults()
                    .withBasePath(base())
                    .withPayloadForm(PayloadForm.SPRING));
    directory.publish(RICH);
    assertThat(directory.find("ingest")).containsExactly(RICH);
    assertThatThrownBy(() -> stock(Object.class).queryForInstances("ingest"))
        .hasMessageContaining("ZookeeperInstance");

    // The class is not here; one of the same shape stands in for it.
    CuratorFramework raw = zookeeper.client();
    String path = base() + "/ingest/gateway-2";
    String json = new String(raw.getData().forPath(path), UTF_8);
    String spring = "org.springframework.cloud.zookeeper.discovery.ZookeeperInstance";
    assertThat(json).contains("\"@class\":\"" + spring + "\"");
    raw.setData().forPath(path, json.replace(spring, SpringShaped.class.getName()).getBytes(UTF_8));
    SpringShaped read =
        stock(SpringShaped.class).queryForInstance("ingest", "gateway-2").getPayload();
    assertThat(read.getId()).isEqualTo("gateway-2");
    assertThat(read.getName()).isEqualTo("ingest");
    assertThat(read.getMetadata()).isEqualTo(RICH.metadata());
  }
}
