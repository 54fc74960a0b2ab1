package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.registry.RegisteredDevice;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** Picks the less loaded of two, or the least loaded of a few. */
final class LeastLoadedPicker implements Picker {
  private static final int FEW = 8;

  private final Candidates candidates;
  private final AtomicInteger[] uses;
  private final ToDoubleFunction<RegisteredDevice> load;

  LeastLoadedPicker(Candidates candidates, Uses uses, ToDoubleFunction<RegisteredDevice> load) {
    this.candidates = candidates;
    this.uses = new AtomicInteger[candidates.size()];
    for (int i = 0; i < this.uses.length; i++) {
      this.uses[i] = uses.of(candidates.device(i).id());
    }
    this.load = load;
  }

  @Override
  public int pick() {
    int n = uses.length;
    int first = ThreadLocalRandom.current().nextInt(n);
    if (n <= FEW) {
      // From anywhere, so that of equals not always the same one is picked.
      int best = first;
      double least = load(first);
      for (int i = 1; i < n; i++) {
        int next = (first + i) % n;
        double other = load(next);
        if (other < least) {
          best = next;
          least = other;
        }
      }
      return best;
    }
    int second = ThreadLocalRandom.current().nextInt(n - 1);
    second += second >= first ? 1 : 0;
    return load(second) < load(first) ? second : first;
  }

  private double load(int index) {
    return uses[index].get() + load.applyAsDouble(candidates.device(index));
  }
}
