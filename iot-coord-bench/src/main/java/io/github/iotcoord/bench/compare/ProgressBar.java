package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Shows how far a run has come: on a terminal as one line that is drawn again and again, elsewhere
 * as a line for each contest. Not thread-safe.
 */
final class ProgressBar implements Progress {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final int WIDTH = 24;
  private static final int LINE = 78;

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final List<Contest> contests;
  private final Effort effort;
  private final long start;
  private int done;
  private Duration estimatedDone = Duration.ZERO;
  private long contestStart;

  ProgressBar(
      PrintWriter out,
      boolean terminal,
      LongSupplier nanoTime,
      List<Contest> contests,
      Effort effort) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.contests = contests;
    this.effort = effort;
    this.start = nanoTime.getAsLong();
  }

  /** Whether standard error is a terminal; only Linux tells. */
  static boolean onTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** About how long contests take together. */
  static Duration estimate(List<Contest> contests, Effort effort) {
    return contests.stream().map(effort::estimate).reduce(Duration.ZERO, Duration::plus);
  }

  /** A span as it is read: minutes and seconds. */
  static String shown(Duration time) {
    return String.format("%d:%02d min", time.toMinutes(), time.toSecondsPart());
  }

  @Override
  public void begin(Contest contest) {
    contestStart = nanoTime.getAsLong();
    draw();
  }

  @Override
  public void round() {
    draw();
  }

  @Override
  public void tell(String line) {
    wipe();
    out.println(line);
    out.flush();
    draw();
  }

  @Override
  public void end() {
    Contest contest = contests.get(done);
    long now = nanoTime.getAsLong();
    Duration took = Duration.ofNanos(now - contestStart);
    contestStart = now; // of the next, as long as it has not said so
    estimatedDone = estimatedDone.plus(effort.estimate(contest));
    done++;
    if (terminal) {
      wipe(); // what came of it is printed next
      out.flush();
    } else {
      out.printf(
          "%d/%d %s took %s, about %s left%n",
          done, contests.size(), contest.name(), shown(took), shown(left()));
      out.flush();
    }
  }

  private void draw() {
    if (!terminal || done == contests.size()) {
      return;
    }
    int filled = WIDTH * done / contests.size();
    String line =
        String.format(
            "[%s%s] %d/%d %s, about %s left",
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            done,
            contests.size(),
            contests.get(done).name(),
            shown(left()));
    out.printf("\r%-" + LINE + "s", line);
    out.flush();
  }

  private void wipe() {
    if (terminal) {
      out.printf("\r%" + LINE + "s\r", "");
    }
  }

  /** The estimate of what is left, corrected by how well the estimates have been kept so far. */
  private Duration left() {
    Duration ahead = estimate(contests, effort).minus(estimatedDone);
    long now = nanoTime.getAsLong();
    double pace = 1;
    long inContest = 0;
    if (done < contests.size()) {
      inContest = Math.min(now - contestStart, effort.estimate(contests.get(done)).toNanos());
    }
    if (!estimatedDone.isZero()) {
      double spent = contestStart - start;
      pace = Math.min(3, Math.max(0.5, spent / estimatedDone.toNanos()));
    }
    return Duration.ofNanos((long) (pace * Math.max(0, ahead.toNanos() - inContest)));
  }
}
