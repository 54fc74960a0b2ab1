package io.github.iotcoord.cluster;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import java.util.concurrent.Executor;

/**
 * Shares work among the processes that are there: a fixed number of partitions, each of which is
 * held by one member at a time.
 *
 * <p>Who should hold a partition follows from its number and the members' names alone, by
 * rendezvous hashing (Thaler and Ravishankar, "A Name-Based Mapping Scheme for Rendezvous", 1996):
 * when a member comes or goes, only the partitions that it gets or leaves move. Who does hold it is
 * decided by a {@link io.github.iotcoord.lock.DistributedLock} for each partition, with its fencing
 * token, so that members who see the group differently for a while do not hold the same one.
 *
 * <p><b>Connection.</b> SUSPENDED: what is held stays held, and its grants are not valid meanwhile.
 * LOST: all is lost, told as such, and taken again on the next session if it is still this
 * member's. RECONNECTED: grants whose session survived are valid again. Thread-safe.
 *
 * <p>Znodes: {@code <root>/partitions/<name>}, on which all agree about the number of partitions;
 * the members of the group {@code partitions.<name>}; the locks {@code
 * partitions.<name>.<partition>}.
 */
public interface Partitions {

  /**
   * Returns the name of what is shared.
   *
   * @return the name that members agree on
   */
  String name();

  /**
   * Returns how many partitions there are.
   *
   * @return the number
   */
  int count();

  /**
   * Returns the partition that a key belongs to, in every process.
   *
   * @param key the key, such as a device's id
   * @return a number from 0, below {@link #count()}
   */
  int of(String key);

  /**
   * Takes this process's share, until that is closed.
   *
   * @param listener told of what is acquired and lost
   * @param executor the thread or threads that the listener is called on
   * @return the share, empty at first
   * @throws InterruptedException if interrupted while joining the group
   * @throws CoordinationUnavailableException if ZooKeeper does not answer within the operation
   *     timeout
   * @throws CoordinationClosedException if the {@code IotCoord} is closed
   * @throws IllegalArgumentException if either is null
   */
  PartitionShare join(PartitionListener listener, Executor executor) throws InterruptedException;

  /**
   * Opens a view of who takes part.
   *
   * @return the view of the members, to be closed by the caller
   * @throws InterruptedException if interrupted while the view loads
   * @throws CoordinationUnavailableException if ZooKeeper does not answer within the operation
   *     timeout
   */
  MembershipView members() throws InterruptedException;
}
