package io.github.iotcoord.cluster;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** This process's part in {@link Partitions}, until it is closed. Thread-safe. */
public interface PartitionShare extends AutoCloseable {

  /**
   * Returns this process's part in the group.
   *
   * @return the member; closed with the share
   */
  Member member();

  /**
   * Returns what is held at this moment: those for which the listener was, or is about to be, told
   * of the acquisition and not of the loss.
   *
   * @return the numbers of the partitions; immutable
   */
  Set<Integer> held();

  /**
   * Leaves the group and gives everything up; the listener is told of each loss.
   *
   * @return ends when every partition has been given up
   */
  CompletableFuture<Void> leave();

  /** Does what {@link #leave()} does, and returns at once. Idempotent. */
  @Override
  void close();
}
