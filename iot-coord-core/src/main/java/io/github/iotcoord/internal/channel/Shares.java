package io.github.iotcoord.internal.channel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private @Nullable Share last;
  private int samples;

  void add(Ack ack) {
    Share current = last;
    if (current != null && current.ack == ack) {
      current.samples++;
    } else {
      last = new Share(ack);
      shares.add(last);
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
