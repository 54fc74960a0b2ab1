package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.zk.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a write has tried, so that it is not made twice when the answer was lost: a node
 * at the next version with exactly these bytes is this write's own work.
 */
final class OwnWork {
  private int version;
  private byte @Nullable [] bytes;

  void tried(int newVersion, byte[] newBytes) {
    version = newVersion;
    bytes = newBytes;
  }

  boolean isDone(@Nullable Node node) {
    return node != null
        && bytes != null
        && Records.versionOf(node) == version
        && Arrays.equals(node.data(), bytes);
  }
}
