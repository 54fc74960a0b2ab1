package io.github.iotcoord.cluster;

import io.github.iotcoord.lock.LockGrant;
import java.util.concurrent.CompletionStage;

/**
 * Hears which partitions this process holds. For each partition the calls alternate, one at a time:
 * acquired, lost, acquired, and so on, and what lost returned has ended before the next acquired.
 * Calls for different partitions may come at the same time, if the executor has several threads.
 */
public interface PartitionListener {

  /**
   * A partition is held from now on. What is thrown is logged, and the partition stays held.
   *
   * @param partition the partition's number
   * @param grant the right to act for it, with its fencing token; closed by the caller of this
   */
  void acquired(int partition, LockGrant grant);

  /**
   * A partition is not this process's any more. If another member should have it, the grant is
   * still held, and is released when the stage returned has ended: what is begun can be finished.
   * If the session was lost, somebody else may hold it already.
   *
   * @param partition the partition's number
   * @return ends when nothing is done for the partition any more; a failure is logged
   */
  CompletionStage<Void> lost(int partition);
}
