package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.internal.hash.Hash;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Picks the same candidate for a key each time, as every other process does.
 *
 * <p>A key falls into one of 65,536 slots, and a slot belongs to the candidate that has the highest
 * score there. The owner of a slot is found when the slot is first used, by one look at every
 * candidate, and then remembered: that is what makes a pick cost nothing afterwards.
 */
final class RendezvousPicker implements Picker {
  static final int SLOTS = 1 << 16;

  private final long[] hashes; // of the candidates' ids
  private final double[] weights;
  private final AtomicIntegerArray owners = new AtomicIntegerArray(SLOTS); // plus one, 0 is unknown

  RendezvousPicker(Candidates candidates, double[] weights) {
    this.weights = weights;
    hashes = new long[candidates.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = Hash.of(candidates.device(i).id().value());
    }
  }

  @Override
  public int pick() {
    throw new IllegalStateException("RENDEZVOUS chooses by a key: give one");
  }

  @Override
  public int pick(String key) {
    int slot = (int) (Hash.of(key) & (SLOTS - 1));
    int owner = owners.get(slot);
    if (owner == 0) {
      owner = ownerOf(slot) + 1;
      owners.set(slot, owner); // whoever finds it finds the same
    }
    return owner - 1;
  }

  private int ownerOf(int slot) {
    int best = 0;
    double highest = score(0, slot);
    for (int i = 1; i < hashes.length; i++) {
      double score = score(i, slot);
      if (score > highest) {
        best = i;
        highest = score;
      }
    }
    return best;
  }

  /** Higher for heavier ones: of those of weight w, w times as many slots are won. */
  private double score(int candidate, int slot) {
    double uniform = Hash.uniform(Hash.mix(hashes[candidate] ^ Hash.mix(slot + 1)));
    return -weights[candidate] / Math.log(uniform);
  }
}
