package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.compare.Side.Runner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs one contest: warms all sides up, then lets them take turns, so that whatever changes on the
 * machine meanwhile changes for all of them. A side that fails is reported and left out. Not
 * thread-safe.
 */
final class Match {
  private final Contest contest;
  private final Effort effort;
  private final Meter meter;
  private final Progress progress;
  private final Map<Side, Runner> runners = new LinkedHashMap<>();
  private final Map<Side, List<double[]>> figures = new LinkedHashMap<>();
  private final Map<Side, List<Meter.Reading>> before = new LinkedHashMap<>();
  private final Map<Side, List<Meter.Reading>> after = new LinkedHashMap<>();
  private boolean complete = true;
  private long start;

  Match(Contest contest, Effort effort, Meter meter, Progress progress) {
    this.contest = contest;
    this.effort = effort;
    this.meter = meter;
    this.progress = progress;
  }

  /** Whether every side could be measured. */
  boolean isComplete() {
    return complete;
  }

  /** Runs the contest. */
  List<Result> play(Bed bed) throws InterruptedException {
    start = System.nanoTime();
    progress.begin(contest);
    for (Side side : contest.sides()) {
      attempt(side, () -> runners.put(side, side.opener().open(bed)));
    }
    // Compilers are slow.
    rounds(1, effort.warmUp(), effort.most().dividedBy(2), true);
    figures.clear();
    before.clear();
    after.clear();
    rounds(effort.atLeast(), effort.perSide(), effort.most(), false);
    progress.end();
    return results();
  }

  /** What each side used up, by its name; to be asked for when the contest is over. */
  Map<String, Account> accounts() {
    Map<String, Account> accounts = new LinkedHashMap<>();
    figures
        .keySet()
        .forEach(
            side ->
                accounts.put(
                    side.name(),
                    Account.of(
                        before.getOrDefault(side, List.of()),
                        after.getOrDefault(side, List.of()))));
    return accounts;
  }

  /** An odd number of rounds, until the slowest side has had its time or the contest its own. */
  private void rounds(int atLeast, Duration perSide, Duration most, boolean mayBeNone)
      throws InterruptedException {
    long longest = 0;
    long enough = perSide.toNanos() - effort.round().toNanos() / 2;
    for (int i = 0; i < atLeast || i % 2 == 0 || longest < enough; i++) {
      if ((i > 0 || mayBeNone) && System.nanoTime() - start > most.toNanos()) {
        return;
      }
      long ofThisRound = 0;
      for (Map.Entry<Side, Runner> entry : List.copyOf(runners.entrySet())) {
        long began = System.nanoTime();
        attempt(entry.getKey(), () -> play(entry.getKey(), entry.getValue()));
        ofThisRound = Math.max(ofThisRound, System.nanoTime() - began);
      }
      longest += ofThisRound;
      progress.round();
      if (runners.isEmpty()) {
        return;
      }
    }
  }

  private void play(Side side, Runner runner) throws Exception {
    Meter.Reading first = read(runner);
    Duration asked = effort.round();
    Duration shortest = contest.shortestRound();
    double[] round = runner.round(asked.compareTo(shortest) < 0 ? shortest : asked);
    after.computeIfAbsent(side, of -> new ArrayList<>()).add(read(runner));
    before.computeIfAbsent(side, of -> new ArrayList<>()).add(first);
    figures.computeIfAbsent(side, of -> new ArrayList<>()).add(round);
  }

  private Meter.Reading read(Runner runner) throws IOException {
    Meter.Reading reading = meter.read();
    return runner.server().map(reading::of).orElse(reading);
  }

  private interface Step {
    void run() throws Exception;
  }

  private void attempt(Side side, Step step) throws InterruptedException {
    try {
      step.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | LinkageError | OutOfMemoryError | AssertionError e) {
      complete = false;
      runners.remove(side);
      figures.remove(side);
      progress.tell(contest.name() + ": " + side.name() + " failed: " + e);
    }
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < contest.metrics().size(); i++) {
      int metric = i;
      List<Result.Score> scores = new ArrayList<>();
      figures.forEach(
          (side, rounds) ->
              scores.add(
                  new Result.Score(
                      side.name(),
                      Samples.of(rounds.stream().map(round -> round[metric]).toList()))));
      results.add(new Result(contest, contest.metrics().get(i), scores));
    }
    return results;
  }
}
