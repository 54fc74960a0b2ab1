package io.github.iotcoord.lock.history;

import static org.awaitility.Awaitility.await;

import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is done to servers. Each fault is over when all of them serve again. */
final class ServerFaults implements Nemesis.Player {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EnsembleExtension ensemble;

  ServerFaults(EnsembleExtension ensemble) {
    this.ensemble = ensemble;
  }

  @Override
  public String play(Fault fault, Nemesis.Timer timer) throws Exception {
    List<String> servers = ensemble.servers();
    String some = servers.get(fault.victim());
    String leader =
        servers.stream()
            .filter(server -> ensemble.mode(server).equals("leader"))
            .findFirst()
            .orElse(some);
    List<String> killed = new ArrayList<>();
    switch (fault.kind()) {
      case KILL_LEADER -> killed.add(leader);
      case KILL_SERVER -> killed.add(some);
      case KILL_TWO -> {
        killed.add(leader);
        killed.add(leader.equals(some) ? servers.get((fault.victim() + 1) % servers.size()) : some);
      }
      default -> throw new IllegalArgumentException(fault + " is none of a server");
    }
    for (String server : killed) {
      ensemble.kill(server);
    }
    timer.pass(fault.lasting());
    for (String server : killed) {
      ensemble.restart(server);
    }
    await("the servers " + killed + " to serve again")
        .atMost(PATIENCE)
        .until(() -> servers.stream().noneMatch(server -> ensemble.mode(server).isEmpty()));
    return "servers " + killed;
  }
}
