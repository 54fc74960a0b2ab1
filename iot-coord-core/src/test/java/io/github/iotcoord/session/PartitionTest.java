package io.github.iotcoord.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.SessionLease;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.testkit.PartitionedEnsemble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that stay connected to a server that has lost the others: it goes on answering them,
 * while their sessions end elsewhere.
 */
class PartitionTest {
  private static final Logger log = LoggerFactory.getLogger(PartitionTest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(10);

  /** A grant, and when it was there. */
  private record Granted(LockGrant grant, long at) {}

  @ParameterizedTest
  @CsvSource({"200, 2000, 40", "300, 3000, 5"})
  void aHolderAtAFollowerThatHasLostTheLeaderKnowsBeforeARivalHolds(
      int tick, int session, int syncLimit) throws Exception {
    try (PartitionedEnsemble ensemble = start(tick, syncLimit)) {
      int leader = ensemble.leader();
      int follower = ensemble.others(leader)[0];
      Duration timeout = Duration.ofMillis(session);
      CuratorFramework reader = ensemble.client(timeout, follower);
      IotCoord holder = ensemble.coord("holder", ensemble.client(timeout, follower));
      IotCoord rival = ensemble.coord("rival", ensemble.client(timeout, leader));
      LockGrant last = passesOn(ensemble, holder, reader, rival, follower, leader);
      if (syncLimit * tick > 2 * session) {
        // The trap: the session and its node are gone, and who only reads does not see it.
        assertThat(queue(reader)).hasSize(2);
      }
      ensemble.unfreeze(follower, leader);
      goesOn(holder, last);
    }
  }

  @Test
  void aHolderAtALeaderThatHasLostItsFollowersKnowsBeforeARivalHolds() throws Exception {
    Duration timeout = Duration.ofSeconds(2);
    try (PartitionedEnsemble ensemble = start(200, 5)) {
      int leader = ensemble.leader();
      int[] majority = ensemble.others(leader);
      CuratorFramework reader = ensemble.client(timeout, leader);
      IotCoord holder = ensemble.coord("holder", ensemble.client(timeout, leader));
      IotCoord rival = ensemble.coord("rival", ensemble.client(timeout, majority));
      LockGrant last = passesOn(ensemble, holder, reader, rival, leader, majority);
      ensemble.unfreeze(leader, majority);
      goesOn(holder, last);
    }
  }

  @Test
  void aBreakShorterThanTheSessionCostsNeitherSessionNorLock() throws Exception {
    try (PartitionedEnsemble ensemble = start(200, 40)) {
      int leader = ensemble.leader();
      int follower = ensemble.others(leader)[0];
      IotCoord holder = ensemble.coord("holder", ensemble.client(Duration.ofSeconds(4), follower));
      LockGrant grant = holder.distributedLock("valve").lock();
      long session = holder.sessionLease().sessionId();
      holdsForAWhile(grant);

      ensemble.freeze(follower, leader);
      await().pollInterval(POLL).atMost(PATIENCE).until(() -> !grant.isValid());
      ensemble.unfreeze(follower, leader);

      await().atMost(PATIENCE).until(grant::isValid);
      assertThat(holder.sessionLease().sessionId()).isEqualTo(session);
      assertThat(ensemble.expiryOf(session, 1, 2, 3)).isEmpty();
    }
  }

  @Test
  void aFollowerThatWasCutOffTakesItsClientsBack() throws Exception {
    try (PartitionedEnsemble ensemble = start(200, 5)) {
      int leader = ensemble.leader();
      int follower = ensemble.others(leader)[0];
      IotCoord coord = ensemble.coord("holder", ensemble.client(Duration.ofSeconds(4), follower));
      SessionLease lease = coord.sessionLease();

      ensemble.cut(follower, leader);
      await().atMost(PATIENCE).until(() -> !lease.isValid());
      ensemble.mend(follower, leader);

      await().atMost(PATIENCE).until(lease::isValid);
      assertThat(locked(coord).get(60, TimeUnit.SECONDS).grant.isValid()).isTrue();
    }
  }

  /**
   * Cuts the holder's server off from the leader, or from those who elect a new one, and checks
   * that the holder knows before its session ends there and the rival gets the lock.
   *
   * @return the rival's grant
   */
  private static LockGrant passesOn(
      PartitionedEnsemble ensemble,
      IotCoord holder,
      CuratorFramework reader,
      IotCoord rival,
      int server,
      int... leaders)
      throws Exception {
    LockGrant grant = holder.distributedLock("valve").lock();
    long session = holder.sessionLease().sessionId();
    try (LeaseWatch watch = new LeaseWatch()) {
      watch.watch(holder);
      watch.watch(grant);
      CompletableFuture<Granted> next = locked(rival);
      holdsForAWhile(grant);
      await().atMost(PATIENCE).until(() -> queue(reader).size() == 2);

      ensemble.freeze(server, leaders);
      assertThat(queue(reader)).as("a read after the break is answered").hasSize(2);
      Granted rivals = next.get(60, TimeUnit.SECONDS);
      assertThat(grant.isValid()).isFalse();
      assertThat(rivals.grant.token()).isGreaterThan(grant.token());
      long expired = ensemble.expiryOf(session, leaders).orElseThrow();
      log.info(
          "not valid {} ms before the session's end, not even without news {} ms, rival {} ms after",
          TimeUnit.NANOSECONDS.toMillis(expired - watch.lastHeld(grant.token())),
          TimeUnit.NANOSECONDS.toMillis(expired - watch.reachOf(grant.token())),
          TimeUnit.NANOSECONDS.toMillis(rivals.at - expired));
      assertThat(expired - watch.reachOf(session)).as("lease, before the end").isPositive();
      assertThat(expired - watch.reachOf(grant.token())).as("grant, before the end").isPositive();
      assertThat(rivals.at - watch.lastHeld(grant.token())).as("one after the other").isPositive();
      return rivals.grant;
    }
  }

  /** The link is mended: there is a lease again, on a new session, and the lock can be had. */
  private static void goesOn(IotCoord holder, LockGrant rivals) throws Exception {
    await().atMost(PATIENCE).until(() -> holder.sessionLease().isValid());
    rivals.close();
    LockGrant grant = locked(holder).get(60, TimeUnit.SECONDS).grant;
    assertThat(grant.token()).isGreaterThan(rivals.token());
    assertThat(grant.isValid()).isTrue();
  }

  /** Waits until the lease stands on renewals, and not on its first answer any more. */
  private static void holdsForAWhile(LockGrant grant) {
    await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(grant::isValid);
  }

  private static CompletableFuture<Granted> locked(IotCoord coord) {
    return coord
        .distributedLock("valve")
        .lockAsync()
        .thenApply(grant -> new Granted(grant, System.nanoTime()));
  }

  /**
   * The nodes of the lock that a server has. Asked in a session of its own: in the holder's the
   * question would wait behind a renewal that is not answered.
   */
  private static List<String> queue(CuratorFramework reader) throws Exception {
    return reader.getZookeeperClient().getZooKeeper().getChildren("/iot-coord/locks/valve", false);
  }

  private static PartitionedEnsemble start(int tick, int syncLimit) {
    return PartitionedEnsemble.start(Duration.ofMillis(tick), syncLimit);
  }
}
