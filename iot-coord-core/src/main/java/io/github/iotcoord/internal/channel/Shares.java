package io.github.iotcoord.internal.channel;

import java.util.ArrayList;
import java.util.List;

/** Whose samples follow each other, and how many of each. Not thread-safe. */
final class Shares {
  private static final class Share {
    private final Ack ack;
    private int samples = 1;

    Share(Ack ack) {
      this.ack = ack;
    }
  }

  /** Is told of a share. */
  interface Visitor {
    void share(Ack ack, int samples);
  }

  private final List<Share> shares = new ArrayList<>();
  private int samples;

  void add(Ack ack) {
    Share last = shares.isEmpty() ? null : shares.get(shares.size() - 1);
    if (last != null && last.ack == ack) {
      last.samples++;
    } else {
      shares.add(new Share(ack));
    }
    samples++;
  }

  int samples() {
    return samples;
  }

  void forEach(Visitor visitor) {
    for (Share share : shares) {
      visitor.share(share.ack, share.samples);
    }
  }
}
