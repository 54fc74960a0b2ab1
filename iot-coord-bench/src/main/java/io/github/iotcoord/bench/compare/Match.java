package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.compare.Side.Runner;
import java.io.PrintWriter;
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
  /**
   * How many rounds there are, if none takes longer than it should; odd, as all numbers of rounds.
   */
  static final int ROUNDS = 9;

  /** How many there are at least, however long they take. */
  static final int MIN_ROUNDS = 5;

  /** Warming up takes this part of the time that is measured afterwards: compilers are slow. */
  private static final double WARM_UP = 1.0;

  private final Contest contest;
  private final PrintWriter progress;
  private final Map<Side, Runner> runners = new LinkedHashMap<>();
  private final Map<Side, List<double[]>> figures = new LinkedHashMap<>();
  private boolean complete = true;

  Match(Contest contest, PrintWriter progress) {
    this.contest = contest;
    this.progress = progress;
  }

  /** Whether every side could be measured. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Runs the contest.
   *
   * @param perSide how long each side is measured, in all rounds together
   */
  List<Result> play(Bed bed, Duration perSide) throws InterruptedException {
    Duration round = perSide.dividedBy(ROUNDS);
    progress.printf("%s: warming up", contest.name());
    for (Side side : contest.sides()) {
      attempt(side, () -> runners.put(side, side.opener().open(bed)));
    }
    rounds(round, 1, (long) (WARM_UP * perSide.toNanos()));
    figures.clear();
    progress.print(", measuring");
    rounds(round, MIN_ROUNDS, perSide.toNanos());
    progress.println();
    progress.flush();
    return results();
  }

  /** An odd number of rounds, until the slowest side has had its time. */
  private void rounds(Duration round, int atLeast, long nanosPerSide) throws InterruptedException {
    long longest = 0;
    long enough = nanosPerSide - round.toNanos() / 2;
    for (int i = 0; i < atLeast || i % 2 == 0 || longest < enough; i++) {
      long ofThisRound = 0;
      for (Map.Entry<Side, Runner> entry : List.copyOf(runners.entrySet())) {
        long start = System.nanoTime();
        attempt(entry.getKey(), () -> play(entry.getKey(), entry.getValue(), round));
        ofThisRound = Math.max(ofThisRound, System.nanoTime() - start);
      }
      longest += ofThisRound;
      progress.print('.');
      progress.flush();
      if (runners.isEmpty()) {
        return;
      }
    }
  }

  private void play(Side side, Runner runner, Duration time) throws Exception {
    double[] round = runner.round(time);
    figures.computeIfAbsent(side, first -> new ArrayList<>()).add(round);
  }

  private interface Step {
    void run() throws Exception;
  }

  private void attempt(Side side, Step step) throws InterruptedException {
    try {
      step.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      complete = false;
      runners.remove(side);
      figures.remove(side);
      progress.printf("%n%s: %s failed: %s%n", contest.name(), side.name(), e);
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
