package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.codec.LockPayload;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import org.apache.zookeeper.data.Stat;

/**
 * A node that this process has created as its place in a queue.
 *
 * @param session what it was created on, and dies with
 * @param czxid the transaction that created it, and so the fencing token
 * @param payload what was written into it
 * @param born how many breaks of the lease there had been when its creation was asked for
 */
record OwnNode(
    ZkSession session,
    String path,
    Place place,
    long sessionId,
    long czxid,
    LockPayload payload,
    int born) {

  static OwnNode of(ZkSession session, String path, long czxid, LockPayload payload, int born) {
    Place place = Place.parse(ZnodeLayout.nameOf(path)).orElseThrow();
    return new OwnNode(session, path, place, session.id(), czxid, payload, born);
  }

  String name() {
    return place.name();
  }

  /** Whether what was read there is this node and not another of the same name. */
  boolean is(Stat stat) {
    return stat.getCzxid() == czxid && stat.getEphemeralOwner() == sessionId;
  }
}
