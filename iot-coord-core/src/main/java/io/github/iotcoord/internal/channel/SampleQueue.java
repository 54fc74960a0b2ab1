package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Samples in order, each with what its publisher waits for. Not thread-safe. */
final class SampleQueue {
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private final ArrayDeque<Ack> acks = new ArrayDeque<>();

  void add(Sample sample, Ack ack) {
    samples.add(sample);
    acks.add(ack);
  }

  int size() {
    return samples.size();
  }

  boolean isEmpty() {
    return samples.isEmpty();
  }

  /** Takes the first sample, and notes whose it was. */
  Sample poll(Shares shares) {
    shares.add(acks.remove());
    return samples.remove();
  }

  /** Drops the first sample, and returns who waits for it. */
  Ack drop() {
    samples.remove();
    return acks.remove();
  }

  /** Moves samples from the beginning to another queue's end; returns how many there were. */
  int moveTo(SampleQueue other, int most) {
    int count = Math.min(most, samples.size());
    for (int i = 0; i < count; i++) {
      other.add(samples.remove(), acks.remove());
    }
    return count;
  }

  /** Drops all; returns who waits for each. */
  List<Ack> clear() {
    List<Ack> all = new ArrayList<>(acks);
    samples.clear();
    acks.clear();
    return all;
  }
}
