package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.lock.FencedWriteException.Reason;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.MutingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FencedWritesTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private CuratorFramework raw = zookeeper.client();
  private String app = "";

  @BeforeEach
  void makeARoomForTheApplication() throws Exception {
    raw = zookeeper.client();
    app = zookeeper.root() + "-app";
    raw.create().forPath(app, new byte[0]);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String read(String path) throws Exception {
    return new String(raw.getData().forPath(path), StandardCharsets.UTF_8);
  }

  @Test
  void allWritesAreMadeOrNone() throws Exception {
    try (LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock()) {
      grant.fenced(
          writes ->
              writes
                  .create(app + "/one", bytes("1"))
                  .create(app + "/two", bytes("2"))
                  .set(app, bytes("both")));
      grant.fenced(
          writes ->
              writes
                  .set(app + "/one", bytes("uno"), 0)
                  .delete(app + "/two", 0)
                  .check(app, FencedWrites.ANY_VERSION));
      assertThat(read(app + "/one")).isEqualTo("uno");
      assertThat(raw.checkExists().forPath(app + "/two")).isNull();

      assertThatThrownBy(
              () -> grant.fenced(w -> w.set(app, bytes("x")).set(app + "/none", bytes("y"))))
          .isInstanceOfSatisfying(
              FencedWriteException.class,
              refused -> {
                assertThat(refused.path()).isEqualTo(app + "/none");
                assertThat(refused.reason()).isEqualTo(Reason.NO_NODE);
              })
          .hasMessageContaining("Nothing was written");
      assertThat(read(app)).isEqualTo("both");
      assertRefused(grant, Reason.NODE_EXISTS, w -> w.create(app + "/one", bytes("")));
      assertRefused(grant, Reason.VERSION_CONFLICT, w -> w.set(app + "/one", bytes(""), 0));
      assertRefused(grant, Reason.NOT_EMPTY, w -> w.delete(app));
      assertThat(grant.isValid()).isTrue();
      grant.fenced(writes -> writes.set(app, bytes("go on")));
      assertThat(read(app)).isEqualTo("go on");
    }
  }

  private static void assertRefused(
      LockGrant grant, Reason reason, java.util.function.Consumer<FencedWrites> writes) {
    assertThatThrownBy(() -> grant.fenced(writes))
        .isInstanceOfSatisfying(
            FencedWriteException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void whoHasLostTheLockWritesNothing() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    LockGrant frozen = zookeeper.coord("frozen", proxy).distributedLock("valve").lock();
    DistributedLock rival = zookeeper.coord("rival").distributedLock("valve");
    proxy.freeze();
    LockGrant next = rival.lock();
    next.fenced(writes -> writes.set(app, bytes("next")));
    CompletableFuture<Void> late = frozen.fencedAsync(writes -> writes.set(app, bytes("late")));
    proxy.unfreeze();
    assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(LockLostException.class);
    await().until(() -> !frozen.isValid());
    assertThatThrownBy(() -> frozen.fenced(writes -> writes.set(app, bytes("later"))))
        .isInstanceOf(LockLostException.class);
    assertThat(read(app)).isEqualTo("next");
  }

  @Test
  void aNodeDeletedBySomebodyFencesToo() throws Exception {
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    String node = Locks.nodes("valve", zookeeper).get(0);
    raw.delete().forPath(zookeeper.root() + "/locks/valve/" + node);
    assertThatThrownBy(() -> grant.fenced(writes -> writes.set(app, bytes("late"))))
        .isInstanceOf(LockLostException.class)
        .hasMessageContaining("not been carried out");
    assertThat(read(app)).isEmpty();
  }

  @Test
  void aGrantThatIsClosedWritesNothing() throws Exception {
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    LockGrant other = grant.reenter();
    grant.close();
    assertThatThrownBy(() -> grant.fenced(writes -> writes.set(app, bytes("x"))))
        .isInstanceOf(LockLostException.class)
        .hasMessageContaining("released");
    other.fenced(writes -> writes.set(app, bytes("other")));
    assertThat(read(app)).isEqualTo("other");
  }

  @Test
  void aLostAnswerIsSettled() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    CuratorFramework client = zookeeper.client(proxy.connectString(), Duration.ofSeconds(4));
    IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
    LockGrant grant = coord.distributedLock("valve").lock();
    for (int i = 0; i < 3; i++) {
      int version = raw.checkExists().forPath(app).getVersion();
      proxy.mute();
      CompletableFuture<Void> written = grant.fencedAsync(w -> w.set(app, bytes("once")));
      await().until(() -> raw.checkExists().forPath(app).getVersion() > version);
      assertThat(written).isNotDone();
      proxy.cut();
      written.get(30, TimeUnit.SECONDS);
      assertThat(raw.checkExists().forPath(app).getVersion()).isEqualTo(version + 1);
    }
    grant.fenced(writes -> writes.set(app, bytes("after")));
    assertThat(read(app)).isEqualTo("after");
  }

  @Test
  void aRequestThatNeverArrivedIsMadeAgain() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    CuratorFramework client = zookeeper.client(proxy.connectString(), Duration.ofSeconds(4));
    IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
    LockGrant grant = coord.distributedLock("valve").lock();
    proxy.cut();
    CompletableFuture<Void> written = grant.fencedAsync(w -> w.set(app, bytes("once")));
    await().until(() -> !grant.isValid());
    proxy.mend();
    written.get(30, TimeUnit.SECONDS);
    Stat stat = raw.checkExists().forPath(app);
    assertThat(stat.getVersion()).isEqualTo(1);
  }

  @Test
  void whatWasNotSentBeforeTheReleaseIsNotSentAfterIt() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    CuratorFramework client = zookeeper.client(proxy.connectString(), Duration.ofSeconds(4));
    IotCoord coord = zookeeper.own(zookeeper.builder(client).build());
    LockGrant first = coord.distributedLock("valve").lock();
    CompletableFuture<LockGrant> next = coord.distributedLock("valve").lockAsync();
    await().until(() -> Locks.nodes("valve", zookeeper).size() == 2);
    proxy.cut();
    CompletableFuture<Void> late = first.fencedAsync(w -> w.set(app, bytes("first")));
    CompletableFuture<Void> later = first.fencedAsync(w -> w.set(app, bytes("first again")));
    await().until(() -> !first.isValid());
    first.close();
    proxy.mend();
    LockGrant second = next.get(30, TimeUnit.SECONDS);
    second.fenced(w -> w.set(app, bytes("second")));
    for (CompletableFuture<Void> each : List.of(late, later)) {
      assertThatThrownBy(() -> each.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(LockLostException.class);
    }
    assertThat(read(app)).isEqualTo("second");
  }

  @Test
  void afterTheEndWritesFailAndDoNotHang() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    LockGrant grant = coord.distributedLock("valve").lock();
    coord.close();
    assertThatThrownBy(
            () -> grant.fencedAsync(w -> w.set(app, bytes("x"))).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(LockLostException.class);
    assertThatThrownBy(() -> grant.fenced(w -> w.set(app, bytes("x"))))
        .isInstanceOf(LockLostException.class);
  }

  @Test
  void writesOfOneGrantAreMadeInTheirOrder() throws Exception {
    try (LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock()) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int version = i;
        all.add(grant.fencedAsync(w -> w.set(app, bytes("" + version), version)));
      }
      CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
    }
    assertThat(read(app)).isEqualTo("49");
  }

  @Test
  void fencedWritesDoNotWakeWaiters() throws Exception {
    LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock();
    CompletableFuture<LockGrant> waiting =
        zookeeper.coord("b").distributedLock("valve").lockAsync();
    await().until(() -> Locks.watches(zookeeper) == 2);
    for (int i = 0; i < 5; i++) {
      grant.fenced(writes -> writes.set(app, bytes("x")));
    }
    assertThat(Locks.watches(zookeeper)).as("none has fired").isEqualTo(2);
    grant.close();
    waiting.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void pathsAreTakenWithinTheClientsNamespace() throws Exception {
    raw.create().forPath("/space" + zookeeper.root().substring(1));
    CuratorFramework spaced = raw.usingNamespace("space" + zookeeper.root().substring(1));
    IotCoord coord = zookeeper.own(IotCoord.builder(spaced).build());
    try (LockGrant grant = coord.distributedLock("valve").lock()) {
      grant.fenced(writes -> writes.create("/mine", bytes("here")));
    }
    assertThat(read("/space" + zookeeper.root().substring(1) + "/mine")).isEqualTo("here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "app", "/app/", "/a//b", "/a/../b"})
  void aBadPathIsNamed(String path) throws Exception {
    try (LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock()) {
      assertThatThrownBy(() -> grant.fenced(writes -> writes.set(path, bytes(""))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(path);
    }
  }

  @Test
  void badInputIsNamed() throws Exception {
    try (LockGrant grant = zookeeper.coord("a").distributedLock("valve").lock()) {
      assertThatThrownBy(() -> grant.fenced(writes -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least one");
      assertThatThrownBy(() -> grant.fenced(writes -> writes.set(app, new byte[2_000_000])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2000");
      assertThat(grant.isValid()).isTrue();
    }
  }
}
