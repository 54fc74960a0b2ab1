package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.GatewayClaim;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;

/** A gateway's claim as it was read. */
record ClaimNode(String gateway, long sequence, String incarnation) {

  static ClaimNode decode(String path, Node node) {
    long sequence = ZnodeLayout.sequenceOf(path);
    if (sequence < 0) {
      throw new WireFormatException(path + " has no sequence number", null);
    }
    String gateway = ZnodeLayout.nameOf(ZnodeLayout.parentOf(path));
    return new ClaimNode(gateway, sequence, GatewayClaim.decode(path, node.data()).incarnation());
  }
}
