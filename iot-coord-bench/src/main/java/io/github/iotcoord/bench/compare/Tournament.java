package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs contests one after the other, on one server of their own. */
final class Tournament {
  private final List<Contest> contests;
  private final Effort effort;
  private final long seed;
  private final Progress progress;

  Tournament(List<Contest> contests, Effort effort, long seed, Progress progress) {
    this.contests = contests;
    this.effort = effort;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param machine where it was measured
   * @param results a result for each metric of each contest
   * @param accounts what each side of each contest used up meanwhile
   * @param complete whether every side could be measured
   * @param took how long all of it took
   */
  record Outcome(
      String machine,
      List<Result> results,
      Map<Contest, Map<String, Account>> accounts,
      boolean complete,
      Duration took) {}

  Outcome play() throws Exception {
    long start = System.nanoTime();
    List<Result> results = new ArrayList<>();
    Map<Contest, Map<String, Account>> accounts = new LinkedHashMap<>();
    boolean complete = true;
    String machine;
    try (ServerProcess server = ServerProcess.start()) {
      try (Bed bed = new Bed(server.connectString(), seed)) {
        machine = Machine.describe(bed);
      }
      Meter meter = Meter.of(server);
      for (Contest contest : contests) {
        Match match =
            new Match(contest, results.isEmpty() ? effort.cold() : effort, meter, progress);
        try (Bed bed = new Bed(server.connectString(), seed)) {
          results.addAll(match.play(bed));
        }
        accounts.put(contest, match.accounts());
        complete &= match.isComplete();
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Outcome(machine, results, accounts, complete, took);
  }
}
