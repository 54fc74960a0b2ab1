package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Runs contests one after the other, on one server of their own. */
final class Tournament {
  private final List<Contest> contests;
  private final Effort effort;
  private final long seed;
  private final Progress progress;
  private final Audience audience;

  /** Who is told what came of each contest as soon as it is over, so that nothing is lost later. */
  interface Audience {
    /** All is ready on this machine. */
    void began(String machine);

    /**
     * A contest is over.
     *
     * @param results a result for each metric
     * @param accounts what each side used up meanwhile, by its name
     */
    void ended(Contest contest, List<Result> results, Map<String, Account> accounts)
        throws IOException;
  }

  Tournament(
      List<Contest> contests, Effort effort, long seed, Progress progress, Audience audience) {
    this.contests = contests;
    this.effort = effort;
    this.seed = seed;
    this.progress = progress;
    this.audience = audience;
  }

  /** Runs them; returns whether every side of each could be measured. */
  boolean play() throws Exception {
    boolean complete = true;
    try (ServerProcess server = ServerProcess.start()) {
      try (Bed bed = new Bed(server.connectString(), seed)) {
        audience.began(Machine.describe(bed));
      }
      Meter meter = Meter.of(server);
      for (int i = 0; i < contests.size(); i++) {
        complete &= play(contests.get(i), i == 0 ? effort.cold() : effort, server, meter);
      }
    }
    return complete;
  }

  private boolean play(Contest contest, Effort effort, ServerProcess server, Meter meter)
      throws Exception {
    Match match = new Match(contest, effort, meter, progress);
    boolean closed = true;
    List<Result> results = List.of();
    try (Bed bed = new Bed(server.connectString(), seed)) {
      results = match.play(bed);
    } catch (IllegalStateException e) {
      closed = false;
      progress.tell(contest.name() + ": " + e);
    }
    audience.ended(contest, results, match.accounts());
    return match.isComplete() && closed;
  }
}
