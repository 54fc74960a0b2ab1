package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthGroup;
import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.internal.codec.HealthPageCodec;
import io.github.iotcoord.internal.codec.SeenPage;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import org.jspecify.annotations.Nullable;

/** A node of a gateway's health as it was read. */
sealed interface HealthNode {
  String gateway();

  /** A page of the states of devices. */
  record Page(String path, String gateway, int number, long mzxid, HealthPage page)
      implements HealthNode {}

  /** What the gateway says of its devices together. */
  record Group(String gateway, HealthGroup group) implements HealthNode {}

  /** When the gateway heard its devices last. */
  record Seen(String gateway, SeenPage seen) implements HealthNode {}

  static HealthNode decode(ZnodeLayout layout, String path, Node node) {
    String gateway = ZnodeLayout.nameOf(ZnodeLayout.parentOf(path));
    if (path.equals(layout.healthGroup(gateway))) {
      return new Group(gateway, HealthGroup.decode(path, node.data()));
    }
    if (path.equals(layout.healthSeen(gateway))) {
      return new Seen(gateway, SeenPage.decode(path, node.data()));
    }
    Integer number = numberOf(ZnodeLayout.nameOf(path));
    if (number == null) {
      throw new WireFormatException(path + " has no number of a page", null);
    }
    return new Page(
        path, gateway, number, node.stat().getMzxid(), HealthPageCodec.decode(path, node.data()));
  }

  /** The number that a page's name stands for; null if it is no page's name. */
  static @Nullable Integer numberOf(String name) {
    boolean isNumber =
        !name.isEmpty()
            && name.length() <= MOST_DIGITS
            && name.chars().allMatch(c -> c >= '0' && c <= '9')
            && (name.length() == 1 || name.charAt(0) != '0');
    return isNumber ? Integer.valueOf(name) : null;
  }

  int MOST_DIGITS = 7;
}
