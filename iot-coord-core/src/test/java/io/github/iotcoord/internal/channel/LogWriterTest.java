package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogWriterTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  @Test
  void aSegmentThatFollowsOneThatNeverArrivedIsNotCommitted() throws Exception {
    CuratorFramework curator = zookeeper.client();
    curator.blockUntilConnected();
    Ticker ticker = Ticker.system();
    Scheduler scheduler = zookeeper.own(new Scheduler("log-writer-test", 1));
    ZkClient zk = new ZkClient(curator, scheduler, ticker, "", zookeeper.root(), new byte[0]);
    ServerClock clock = new ServerClock(ticker);
    LogWriter log = new LogWriter(zk, clock, new ZnodeLayout(zookeeper.root()), "c", "p");
    ZkSession session = zk.session();
    log.create(session, 0).get(10, TimeUnit.SECONDS);
    log.create(session, 0).get(10, TimeUnit.SECONDS);

    CompletableFuture<?> second = log.append(session, 1, new byte[1], true);
    assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            TransactionFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(Code.NONODE);
              assertThat(failure.index()).isZero();
            });
    assertThat(clock.now()).isEmpty();
    CompletableFuture<?> first = log.append(session, 0, new byte[1], false);
    log.append(session, 1, new byte[1], true).get(10, TimeUnit.SECONDS);
    assertThat(first).isCompleted();
    assertThat(clock.now()).isPresent();
    assertThat(curator.getChildren().forPath(log.path())).hasSize(2);
  }
}
