package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import org.apache.zookeeper.data.Stat;

/**
 * A node that an attempt has created.
 *
 * @param session what it was created on, and dies with
 * @param czxid the transaction that created it, and so the fencing token
 */
record OwnNode(ZkSession session, String path, long sessionId, long czxid) {

  static OwnNode of(ZkSession session, String path, Stat stat) {
    return new OwnNode(session, path, stat.getEphemeralOwner(), stat.getCzxid());
  }

  String name() {
    return ZnodeLayout.nameOf(path);
  }

  /** Whether what was read there is this node and not another of the same name. */
  boolean is(Stat stat) {
    return stat.getCzxid() == czxid && stat.getEphemeralOwner() == sessionId;
  }
}
