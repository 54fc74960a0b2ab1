package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.SelectorOptions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a strategy remembers from one set of candidates to the next. Thread-safe. */
final class Strategy {
  private final SelectorOptions options;
  private final AtomicInteger turn = new AtomicInteger();
  private final Uses uses = new Uses();
  private volatile @Nullable DeviceId sticky;

  Strategy(SelectorOptions options) {
    this.options = options;
  }

  Uses uses() {
    return uses;
  }

  /** How to pick from candidates, of which there is at least one. */
  Picker on(Candidates candidates) {
    int n = candidates.size();
    uses.keepOnly(candidates);
    return switch (options.strategy()) {
      case ROUND_ROBIN -> () -> Integer.remainderUnsigned(turn.getAndIncrement(), n);
      case RANDOM -> () -> ThreadLocalRandom.current().nextInt(n);
      case STICKY -> {
        int chosen = stickyIn(candidates);
        yield () -> chosen;
      }
      case WEIGHTED -> new AliasPicker(Weights.of(candidates, options.weight()));
      case LEAST_LOADED -> new LeastLoadedPicker(candidates, uses, options.load());
      case RENDEZVOUS -> new RendezvousPicker(candidates, Weights.of(candidates, options.weight()));
    };
  }

  private int stickyIn(Candidates candidates) {
    int chosen = -1;
    for (int i = 0; i < candidates.size() && chosen < 0; i++) {
      if (candidates.device(i).id().equals(sticky)) {
        chosen = i;
      }
    }
    if (chosen < 0) {
      chosen = ThreadLocalRandom.current().nextInt(candidates.size());
      sticky = candidates.device(chosen).id();
    }
    return chosen;
  }
}
