package io.github.iotcoord.internal.channel;

import java.util.ArrayList;
import java.util.List;

/** Samples that were given up for newer ones, and are told together: there may be many of them. */
final class Drops {
  private long first;
  private final List<Ack> acks = new ArrayList<>();
  private boolean told;

  /**
   * @param first the index of the one given up first
   */
  Drops(long first, Ack ack) {
    this.first = first;
    acks.add(ack);
  }

  /** The lowest index: those that a segment had no room for may be given up after newer ones. */
  synchronized long first() {
    return first;
  }

  /** Takes another one; false if those before it are being told already. */
  synchronized boolean add(long index, Ack ack) {
    if (told) {
      return false;
    }
    first = Math.min(first, index);
    if (acks.get(acks.size() - 1) != ack) {
      acks.add(ack);
    }
    return true;
  }

  /** Who waits for them; no others are taken from now on. */
  synchronized List<Ack> tell() {
    told = true;
    return acks;
  }
}
