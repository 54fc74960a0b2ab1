package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReentryTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void theLastHandleReleasesTheLock() throws Exception {
    DistributedLock lock = zookeeper.coord("a").distributedLock("valve");
    DistributedLock rival = zookeeper.coord("b").distributedLock("valve");
    LockGrant outer = lock.lock();
    LockGrant inner = outer.reenter();
    assertThat(inner.token()).isEqualTo(outer.token());
    assertThat(Locks.nodes("valve", zookeeper)).hasSize(1);

    outer.close();
    assertThat(outer.isValid()).isFalse();
    assertThat(inner.isValid()).isTrue();
    assertThat(rival.tryLock(Duration.ZERO)).isEmpty();
    assertThatThrownBy(outer::reenter)
        .isInstanceOf(LockLostException.class)
        .hasMessageContaining("released");

    LockGrant innermost = inner.reenter();
    inner.close();
    inner.close();
    assertThat(innermost.isValid()).isTrue();
    innermost.close();
    rival.tryLock(Duration.ofSeconds(20)).orElseThrow().close();
  }

  @Test
  void everyHandleHearsOfTheLossButThoseThatAreClosed() throws Exception {
    LockGrant outer = zookeeper.coord("a").distributedLock("valve").lock();
    LockGrant inner = outer.reenter();
    LockGrant closed = outer.reenter();
    List<String> heard = new CopyOnWriteArrayList<>();
    outer.onLost(() -> heard.add("outer"), Runnable::run);
    inner.onLost(() -> heard.add("inner"), Runnable::run);
    closed.onLost(() -> heard.add("closed"), Runnable::run);
    closed.close();
    String node = Locks.nodes("valve", zookeeper).get(0);
    zookeeper.client().delete().forPath(zookeeper.root() + "/locks/valve/" + node);
    await().untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("outer", "inner"));
    assertThat(inner.isValid()).isFalse();
    assertThatThrownBy(outer::reenter).isInstanceOf(LockLostException.class);
  }
}
