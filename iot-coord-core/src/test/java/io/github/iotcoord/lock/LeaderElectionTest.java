package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeaderElectionTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void theOneThatStoodLongestLeadsAndTermsRise() throws Exception {
    Candidate a = zookeeper.coord("a").leaderElection("ingest").stand();
    LockGrant first = a.awaitTerm();
    assertThat(a.isLeader()).isTrue();
    assertThat(a.term()).contains(first);
    Candidate b = zookeeper.coord("b").leaderElection("ingest").stand();
    assertThat(b.awaitTerm(Duration.ofMillis(200))).isEmpty();
    assertThat(b.isLeader()).isFalse();
    assertThat(b.term()).isEmpty();
    CompletableFuture<LockGrant> waiting = b.termAsync();

    a.stepDown();
    LockGrant second = waiting.get(20, TimeUnit.SECONDS);
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(first.isValid()).isFalse();
    assertThat(a.isLeader()).isFalse();
    assertThat(b.isLeader()).isTrue();

    second.close(); // the same as stepping down
    LockGrant third = a.awaitTerm(LONG).orElseThrow();
    assertThat(third.token()).isGreaterThan(second.token());
    await().until(() -> nodes().size() == 2);
    b.close();
    b.close();
    await().until(() -> nodes().size() == 1);
    assertThat(a.isLeader()).isTrue();
  }

  @Test
  void aloneWhoStepsDownLeadsAgainWithAHigherTerm() throws Exception {
    Candidate a = zookeeper.coord("a").leaderElection("ingest").stand();
    List<Long> terms = new CopyOnWriteArrayList<>();
    long before = a.awaitTerm().token();
    a.onElected(term -> terms.add(term.token()), Runnable::run);
    a.stepDown();
    await().until(() -> terms.size() == 2);
    assertThat(terms.get(0)).isEqualTo(before);
    assertThat(terms.get(1)).isGreaterThan(before);
  }

  @Test
  void aLostTermIsFollowedByAnotherCandidacy() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    Candidate frozen = zookeeper.coord("frozen", proxy).leaderElection("ingest").stand();
    LockGrant term = frozen.awaitTerm();
    List<String> heard = new CopyOnWriteArrayList<>();
    term.onLost(() -> heard.add("lost"), Runnable::run);
    Candidate rival = zookeeper.coord("rival").leaderElection("ingest").stand();
    proxy.freeze();
    LockGrant next = rival.awaitTerm(Duration.ofSeconds(30)).orElseThrow();
    assertThat(term.isValid()).isFalse();
    assertThat(frozen.isLeader()).isFalse();
    proxy.unfreeze();
    await().untilAsserted(() -> assertThat(heard).containsExactly("lost"));
    await().atMost(LONG).until(() -> nodes().size() == 2);
    rival.close();
    LockGrant again = frozen.awaitTerm(Duration.ofSeconds(30)).orElseThrow();
    assertThat(again.token()).isGreaterThan(next.token());
  }

  @Test
  void anybodySeesWhoLeads() throws Exception {
    IotCoord a = zookeeper.coord("a");
    IotCoord b = zookeeper.coord("b");
    LeaderElection watching = zookeeper.coord("watcher").leaderElection("ingest");
    assertThat(watching.name()).isEqualTo("ingest");
    assertThat(watching.leader()).isEmpty();
    List<Optional<String>> seen = new CopyOnWriteArrayList<>();
    Subscription subscription =
        watching.observe(leader -> seen.add(leader.map(Leader::identity)), Runnable::run);
    await().untilAsserted(() -> assertThat(seen).containsExactly(Optional.empty()));

    Candidate first = a.leaderElection("ingest").stand();
    LockGrant term = first.awaitTerm();
    await().untilAsserted(() -> assertThat(seen).endsWith(Optional.of("a")));
    Candidate second = b.leaderElection("ingest").stand();
    await().until(() -> nodes().size() == 2);
    Leader leader = watching.leader().orElseThrow();
    assertThat(leader.identity()).isEqualTo("a");
    assertThat(leader.term()).isEqualTo(term.token());
    first.close();
    await().untilAsserted(() -> assertThat(seen).endsWith(Optional.of("b")));
    second.close();
    await().untilAsserted(() -> assertThat(seen).endsWith(Optional.empty()));
    int before = seen.size();
    subscription.close();
    a.leaderElection("ingest").stand().awaitTerm();
    assertThat(seen).hasSize(before);
  }

  @Test
  void anObserverCatchesUpAfterAnOutage() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    List<Optional<String>> seen = new CopyOnWriteArrayList<>();
    Candidate first = zookeeper.coord("a").leaderElection("ingest").stand();
    first.awaitTerm();
    zookeeper
        .coord("watcher", proxy)
        .leaderElection("ingest")
        .observe(leader -> seen.add(leader.map(Leader::identity)), Runnable::run);
    await().untilAsserted(() -> assertThat(seen).containsExactly(Optional.of("a")));
    proxy.cut();
    Candidate second = zookeeper.coord("b").leaderElection("ingest").stand();
    first.close();
    second.awaitTerm();
    assertThat(seen).containsExactly(Optional.of("a"));
    proxy.mend();
    await().atMost(LONG).untilAsserted(() -> assertThat(seen).endsWith(Optional.of("b")));
  }

  @Test
  void aLeaderThatCannotBeReadIsStillALeader() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    CuratorFramework raw = zookeeper.client();
    String path =
        raw.create()
            .creatingParentsIfNeeded()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath(
                zookeeper.root() + "/elections/ingest/candidate-",
                "garbled".getBytes(StandardCharsets.UTF_8));
    Leader leader = coord.leaderElection("ingest").leader().orElseThrow();
    assertThat(leader.identity()).isEmpty();
    assertThat(leader.term()).isEqualTo(raw.checkExists().forPath(path).getCzxid());
  }

  @Test
  void closingEndsCandidates() throws Exception {
    Candidate leading = zookeeper.coord("a").leaderElection("ingest").stand();
    leading.awaitTerm();
    IotCoord coord = zookeeper.coord("b");
    Candidate waiting = coord.leaderElection("ingest").stand();
    CompletableFuture<LockGrant> term = waiting.termAsync();
    await().until(() -> nodes().size() == 2);
    coord.close();
    await().until(() -> nodes().size() == 1);
    assertThatThrownBy(() -> term.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> waiting.awaitTerm(LONG))
        .isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> coord.leaderElection("ingest"))
        .isInstanceOf(CoordinationClosedException.class);
    leading.close();
    await().until(() -> Locks.watches(zookeeper) == 0);
  }

  @Test
  void badInputIsNamed() throws Exception {
    IotCoord coord = zookeeper.coord("a");
    assertThatThrownBy(() -> coord.leaderElection("a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/b");
    Candidate candidate = coord.leaderElection("ingest").stand();
    assertThatThrownBy(() -> candidate.awaitTerm(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
  }

  private static List<String> nodes() throws Exception {
    return Locks.children("/elections/ingest", zookeeper);
  }
}
