package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.SeenPage;
import io.github.iotcoord.internal.codec.Sleep;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.RootNode;
import io.github.iotcoord.internal.zk.SessionKeeper;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ManualTicker;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PagePublisherTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private final AtomicInteger failures = new AtomicInteger();
  private @Nullable CoordContext context;

  @AfterEach
  void close() {
    if (context != null) {
      context.close(Duration.ofSeconds(1));
    }
  }

  private CoordContext context(ManualTicker ticker) throws Exception {
    CuratorFramework client = zookeeper.client();
    String root = zookeeper.root();
    Scheduler scheduler = new Scheduler("test", 2);
    ZkClient zk = new ZkClient(client, scheduler, Ticker.system(), "", root, RootNode.payload());
    SessionKeeper lease =
        new SessionKeeper(zk, scheduler, Ticker.system(), root, ZooKeeperExtension.TICK);
    CoordContext made =
        new CoordContext(
            zk,
            lease,
            scheduler,
            ticker,
            new ZnodeLayout(root),
            "gw",
            "life",
            Duration.ofSeconds(10));
    context = made;
    made.await(RootNode.ensure(made), "Connecting");
    made.await(lease.start(), "Connecting");
    return made;
  }

  private final class Health implements Published {
    @Override
    public List<HealthEntry> entries(int page) {
      if (page == 0 && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new IllegalStateException("cannot be encoded");
      }
      return List.of(
          new HealthEntry(
              DeviceId.of("d" + page),
              DeviceStatus.UP,
              Instant.EPOCH,
              1,
              "why",
              false,
              1_000,
              0,
              Sleep.NONE));
    }

    @Override
    public GroupHealth group() {
      return new GroupHealth("gw", GroupStatus.UP, Instant.EPOCH, 1, "why");
    }

    @Override
    public @Nullable SeenPage seen() {
      return null;
    }
  }

  @Test
  void aPageThatCannotBeEncodedIsTriedAgainAndKeepsNoOtherBack() throws Exception {
    ManualTicker ticker = new ManualTicker();
    CoordContext made = context(ticker);
    HealthPages pages = new HealthPages();
    GatewayPresence presence =
        new GatewayPresence(
            made,
            "life",
            Instant.EPOCH,
            new GatewayPresence.Target() {
              @Override
              public CompletableFuture<Void> claimed(GatewayPresence.Held claim) {
                return new PageLoader(made, "gw").load(claim.session()).thenAccept(found -> {});
              }

              @Override
              public void superseded() {}
            });
    await()
        .until(
            () -> {
              presence.tick();
              return presence.held() != null;
            });
    PagePublisher publisher = new PagePublisher(made, "gw", pages, new Health(), presence, "life");
    failures.set(1);
    pages.changed(0);
    pages.changed(1);
    CompletableFuture<Void> written = pages.allWritten();
    publisher.publish();

    CuratorFramework client = zookeeper.client();
    await().until(() -> client.checkExists().forPath(made.layout().healthPage("gw", 1)) != null);
    assertThat(failures).hasValue(0);
    assertThat(written).isNotDone();
    publisher.publish(); // it has a pause, and is not lost
    assertThat(written).isNotDone();
    ticker.advance(Duration.ofSeconds(6));
    await()
        .until(
            () -> {
              presence.tick();
              publisher.catchUp();
              return written.isDone();
            });
    assertThat(client.checkExists().forPath(made.layout().healthPage("gw", 0))).isNotNull();
  }
}
