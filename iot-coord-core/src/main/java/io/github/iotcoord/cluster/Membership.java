package io.github.iotcoord.cluster;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;

/**
 * A named group of processes: each joins under its own name, and anybody sees who is there.
 *
 * <p>A member is there while its process has a ZooKeeper session. That it is there says nothing
 * about whether it works, and nothing about who may act: what must be done by one process at a time
 * is for a {@link io.github.iotcoord.lock.DistributedLock}, or for {@link Partitions}.
 *
 * <p><b>Connection.</b> SUSPENDED: members stay, views keep what they saw and tell its age. LOST: a
 * member is gone, and joins anew by itself on the next session. RECONNECTED: views catch up and
 * tell the difference. Thread-safe.
 *
 * <p>Znodes: {@code <root>/members/<group>/<name>}, ephemeral.
 */
public interface Membership {

  /**
   * Returns the group's name.
   *
   * @return the name that its members agree on
   */
  String group();

  /**
   * Joins under the identity of the {@code IotCoord}. A process that is there under this name
   * already is taken for an earlier life of this one, and superseded.
   *
   * @return the member, which is there when the call returns; to be closed by the caller
   * @throws InterruptedException if interrupted while joining
   * @throws CoordinationUnavailableException if ZooKeeper does not answer within the operation
   *     timeout
   * @throws CoordinationClosedException if the {@code IotCoord} is closed
   */
  Member join() throws InterruptedException;

  /**
   * Opens a view of the group, loaded when the call returns.
   *
   * @return the view, to be closed by the caller
   * @throws InterruptedException if interrupted while the view loads
   * @throws CoordinationUnavailableException if ZooKeeper does not answer within the operation
   *     timeout
   * @throws CoordinationClosedException if the {@code IotCoord} is closed
   */
  MembershipView view() throws InterruptedException;
}
