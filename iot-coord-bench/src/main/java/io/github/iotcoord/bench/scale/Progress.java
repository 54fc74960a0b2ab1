package io.github.iotcoord.bench.scale;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Says how far a command is and how long it will still take: as long as was expected of the steps
 * left, times by what the steps done took longer.
 */
final class Progress {
  private final PrintWriter err;
  private final LongSupplier nanoTime;
  private final List<Step> steps;
  private final long start;
  private long stepStart;
  private int done;

  /** A step and how long it takes on two processors with nothing else to do. */
  record Step(String name, double seconds) {}

  Progress(PrintWriter err, LongSupplier nanoTime, List<Step> steps) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.steps = steps;
    start = nanoTime.getAsLong();
    stepStart = start;
    say(steps.size() + " steps, about " + shown(expected(0, steps.size())));
  }

  /** The next step has been done. */
  void stepDone() {
    long now = nanoTime.getAsLong();
    String name = steps.get(done++).name();
    String line =
        done + "/" + steps.size() + " " + name + " took " + shown((now - stepStart) / 1e9);
    stepStart = now;
    double longer = (now - start) / 1e9 / expected(0, done);
    double left = longer * expected(done, steps.size());
    say(done == steps.size() ? line : line + ", about " + shown(left) + " left");
  }

  private double expected(int from, int to) {
    return steps.subList(from, to).stream().mapToDouble(Step::seconds).sum();
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }

  private static String shown(double seconds) {
    long whole = Math.round(seconds);
    return String.format("%d:%02d", whole / 60, whole % 60);
  }
}
