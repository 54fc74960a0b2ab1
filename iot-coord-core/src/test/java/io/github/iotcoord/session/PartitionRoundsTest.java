package io.github.iotcoord.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.SessionLease;
import io.github.iotcoord.testkit.PartitionedEnsemble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers are cut off from the others at random moments, again and again, and no lease may ever
 * have reached beyond the moment in which a leader ended its session. {@code
 * -Diotcoord.partition.rounds=200} runs for longer, {@code -Diotcoord.partition.seed} repeats the
 * choices of a run.
 */
class PartitionRoundsTest {
  private static final Logger log = LoggerFactory.getLogger(PartitionRoundsTest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final List<Duration> SESSIONS =
      List.of(Duration.ofMillis(1_000), Duration.ofMillis(1_500));

  private final long seed = Long.getLong("iotcoord.partition.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** A client of one server only. */
  private record Client(int server, Duration timeout, IotCoord coord) {
    SessionLease lease() {
      return coord.sessionLease();
    }
  }

  @Test
  void noLeaseReachesBeyondTheEndOfItsSession() throws Exception {
    int rounds = Integer.getInteger("iotcoord.partition.rounds", 5);
    long closest = Long.MAX_VALUE;
    try (PartitionedEnsemble ensemble = PartitionedEnsemble.start(TICK, 5);
        LeaseWatch watch = new LeaseWatch()) {
      List<Client> clients = new ArrayList<>();
      for (int server = 1; server <= 3; server++) {
        for (Duration timeout : SESSIONS) {
          clients.add(client(ensemble, watch, server, timeout));
        }
      }
      for (int round = 1; round <= rounds; round++) {
        ensemble.awaitComplete();
        awaitValid(clients);
        closest = Math.min(closest, round(ensemble, clients, watch, round));
      }
    }
    log.info(
        "seed {}: no lease reached closer than {} ms to the end of its session in {} rounds",
        seed,
        TimeUnit.NANOSECONDS.toMillis(closest),
        rounds);
  }

  private static Client client(
      PartitionedEnsemble ensemble, LeaseWatch watch, int server, Duration timeout)
      throws InterruptedException {
    IotCoord coord = ensemble.coord("client-" + server, ensemble.client(timeout, server));
    watch.watch(coord);
    return new Client(server, timeout, coord);
  }

  /**
   * Cuts a server off from both others, until all sessions of its clients have ended there.
   *
   * @return the least time from the end of a lease to the end of its session
   */
  private long round(
      PartitionedEnsemble ensemble, List<Client> clients, LeaseWatch watch, int round)
      throws InterruptedException {
    int victim = random.nextInt(1, 4);
    int[] others = ensemble.others(victim);
    for (int hiccups = random.nextInt(3); hiccups > 0; hiccups--) {
      ensemble.freeze(victim, others);
      pause(random.nextInt(200));
      ensemble.unfreeze(victim, others);
      pause(random.nextInt(100));
    }
    List<Client> there = new ArrayList<>(clients);
    there.removeIf(c -> c.server != victim);
    awaitValid(there);
    boolean leads = ensemble.leader() == victim;
    ensemble.forgetExpiries();

    Duration timeout = SESSIONS.get(random.nextInt(SESSIONS.size()));
    Client newcomer = client(ensemble, watch, victim, timeout);
    there.add(newcomer);
    List<Long> sessions = there.stream().map(c -> c.lease().sessionId()).toList();
    if (random.nextBoolean()) {
      awaitRenewal(there.get(random.nextInt(there.size())).lease());
    }
    // Most often soon after a renewal, or the newcomer's first, was answered: when the leader may
    // not know of it yet.
    pause((int) (random.nextDouble() * random.nextDouble() * timeout.toMillis() / 4));
    ensemble.freeze(victim, others);
    await()
        .atMost(PATIENCE)
        .until(() -> sessions.stream().allMatch(s -> ensemble.expiryOf(s, others).isPresent()));
    ensemble.unfreeze(victim, others);

    long closest = Long.MAX_VALUE;
    for (long session : sessions) {
      long margin = ensemble.expiryOf(session, others).orElseThrow() - watch.reachOf(session);
      assertThat(margin).as("ns left, seed %d, round %d", seed, round).isPositive();
      closest = Math.min(closest, margin);
    }
    log.info(
        "round {}, {} {}: {} ms left",
        round,
        leads ? "leader" : "follower",
        victim,
        TimeUnit.NANOSECONDS.toMillis(closest));
    newcomer.coord.close();
    return closest;
  }

  private static void awaitValid(List<Client> clients) {
    await().atMost(PATIENCE).until(() -> clients.stream().allMatch(c -> c.lease().isValid()));
  }

  private static void awaitRenewal(SessionLease lease) {
    Duration[] last = {lease.remaining()};
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(PATIENCE)
        .until(
            () -> {
              Duration now = lease.remaining();
              boolean renewed = now.compareTo(last[0]) > 0;
              last[0] = now;
              return renewed;
            });
  }

  private static void pause(int millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }
}
