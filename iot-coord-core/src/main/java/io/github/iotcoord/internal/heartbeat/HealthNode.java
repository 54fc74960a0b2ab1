package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.internal.codec.HealthPageCodec;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.wire.ZnodeLayout;

/** A health page as it was read. */
record HealthNode(String path, String gateway, long mzxid, HealthPage page) {

  static HealthNode decode(String path, Node node) {
    String gateway = ZnodeLayout.nameOf(ZnodeLayout.parentOf(path));
    return new HealthNode(
        path, gateway, node.stat().getMzxid(), HealthPageCodec.decode(path, node.data()));
  }
}
