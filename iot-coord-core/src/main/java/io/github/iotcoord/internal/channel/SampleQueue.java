package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Samples in order, each with what its publisher waits for. What was published together stays
 * together as a part of its publisher's list, so that little is done for each sample. Not
 * thread-safe.
 */
final class SampleQueue {
  /** Samples of a list that is not changed any more. */
  private static final class Run {
    private final List<Sample> samples;
    private final Ack ack;
    private int from;
    private int to;

    Run(List<Sample> samples, int from, int to, Ack ack) {
      this.samples = samples;
      this.from = from;
      this.to = to;
      this.ack = ack;
    }

    int size() {
      return to - from;
    }

    boolean isBefore(Run other) {
      return samples == other.samples && to == other.from && ack == other.ack;
    }
  }

  private final ArrayDeque<Run> runs = new ArrayDeque<>();
  private int size;

  /** Adds some samples of a list. */
  void add(List<Sample> samples, int from, int to, Ack ack) {
    add(new Run(samples, from, to, ack));
  }

  private void add(Run run) {
    Run last = runs.peekLast();
    if (last != null && last.isBefore(run)) {
      last.to = run.to;
    } else {
      runs.addLast(run);
    }
    size += run.size();
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Takes the first sample, and notes whose it was. */
  Sample poll(Shares shares) {
    Run run = runs.getFirst();
    shares.add(run.ack);
    Sample sample = run.samples.get(run.from);
    removeFirst(run);
    return sample;
  }

  /** Drops the first sample, and returns who waits for it. */
  Ack drop() {
    Run run = runs.getFirst();
    removeFirst(run);
    return run.ack;
  }

  private void removeFirst(Run run) {
    run.from++;
    size--;
    if (run.size() == 0) {
      runs.removeFirst();
    }
  }

  /** Moves samples from the beginning to another queue's end; returns how many there were. */
  int moveTo(SampleQueue other, int most) {
    int count = Math.min(most, size);
    size -= count;
    for (int left = count; left > 0; ) {
      Run run = runs.getFirst();
      if (run.size() <= left) {
        left -= run.size();
        other.add(runs.removeFirst());
      } else {
        other.add(new Run(run.samples, run.from, run.from + left, run.ack));
        run.from += left;
        left = 0;
      }
    }
    return count;
  }

  /** Drops all; returns who waits for each. */
  List<Ack> clear() {
    List<Ack> all = new ArrayList<>();
    runs.forEach(run -> all.addAll(Collections.nCopies(run.size(), run.ack)));
    runs.clear();
    size = 0;
    return all;
  }
}
