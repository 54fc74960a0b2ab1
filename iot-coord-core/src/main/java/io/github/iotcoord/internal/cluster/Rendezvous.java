package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.internal.hash.Hash;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Who should hold which partition: the member with the highest score there. */
final class Rendezvous {
  private Rendezvous() {}

  /** The member that a partition belongs to; null if there is none. */
  static @Nullable String owner(int partition, Collection<String> members) {
    String best = null;
    long highest = 0;
    for (String member : members) {
      long score = Hash.mix(Hash.of(member) ^ Hash.mix(partition + 1L));
      int order = best == null ? 1 : Long.compareUnsigned(score, highest);
      if (best == null || order > 0 || (order == 0 && member.compareTo(best) > 0)) {
        best = member;
        highest = score;
      }
    }
    return best;
  }

  /** The partition that a key belongs to. */
  static int partitionOf(String key, int count) {
    return (int) Long.remainderUnsigned(Hash.of(key), count);
  }
}
