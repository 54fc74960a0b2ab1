package io.github.iotcoord.internal.channel;

import java.util.ArrayList;
import java.util.List;

/** Samples that were given up for newer ones, and are told together: there may be many of them. */
final class Drops {
  private final long first;
  private final List<Ack> acks = new ArrayList<>();
  private boolean told;

  /**
   * @param first the index of the first of them
   */
  Drops(long first, Ack ack) {
    this.first = first;
    acks.add(ack);
  }

  long first() {
    return first;
  }

  /** Takes another one, with a higher index; false if those before it are being told already. */
  synchronized boolean add(Ack ack) {
    if (!told && acks.get(acks.size() - 1) != ack) {
      acks.add(ack);
    }
    return !told;
  }

  /** Who waits for them; no others are taken from now on. */
  synchronized List<Ack> tell() {
    told = true;
    return acks;
  }
}
