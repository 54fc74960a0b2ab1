package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.zk.Node;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes nodes, and counts and logs those that cannot be, once for each time that they were
 * written. Thread-safe.
 */
final class Unread {
  private static final Logger log = LoggerFactory.getLogger(Unread.class);

  private final Map<String, Long> known = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();

  long count() {
    return count.get();
  }

  /** What a node says, or null if it cannot be read. */
  <T> @Nullable T decode(String path, @Nullable Node node, Function<@Nullable Node, T> decoder) {
    try {
      T value = decoder.apply(node);
      known.remove(path);
      return value;
    } catch (RuntimeException e) {
      long written = node == null ? 0 : node.stat().getMzxid();
      Long before = known.put(path, written);
      if (before == null || before != written) {
        count.incrementAndGet();
        log.warn("{} cannot be read and is left out: {}", path, e.getMessage());
      }
      return null;
    }
  }
}
