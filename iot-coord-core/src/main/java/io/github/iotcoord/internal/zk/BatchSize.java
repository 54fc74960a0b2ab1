package io.github.iotcoord.internal.zk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many nodes to ask for in one request, learnt from the answers. Thread-safe. */
public final class BatchSize {
  /** What an answer should have at most, where nothing is known of the packet limit. */
  static final int TARGET_BYTES = 400_000;

  private static final int STAT_BYTES = 100;
  private static final int MOST = 2_000;
  private static final int FIRST = 32;

  private int size = FIRST;
  private int targetBytes = TARGET_BYTES;

  /** No answer may be larger than this: aims at less than half of it. */
  synchronized void packetLimit(int bytes) {
    targetBytes = targetFor(bytes);
  }

  static int targetFor(int packetLimit) {
    return Math.min(TARGET_BYTES, packetLimit / 5 * 2);
  }

  /** How many to ask for next. */
  public synchronized int get() {
    return size;
  }

  /** A request for so many failed: it may have been too many. */
  public synchronized void failed(int asked) {
    size = Math.max(1, Math.min(size, asked / 2));
  }

  /** This was the answer. */
  public synchronized void succeeded(List<@Nullable Node> nodes) {
    long bytes = 0;
    int largest = 0;
    for (Node node : nodes) {
      int length = STAT_BYTES + (node == null ? 0 : node.data().length);
      bytes += length;
      largest = Math.max(largest, length);
    }
    // The mean alone would be deceived by a few large nodes among many small ones.
    long expected = Math.max(bytes / Math.max(1, nodes.size()), largest / 8);
    long fits = Math.max(1, targetBytes / Math.max(1, expected));
    // A smaller answer than was allowed shows nothing of what a larger one would be.
    size = (int) Math.min(Math.min(MOST, fits), Math.max(size, nodes.size() * 2L));
  }
}
