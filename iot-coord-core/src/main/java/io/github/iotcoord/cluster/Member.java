package io.github.iotcoord.cluster;

import io.github.iotcoord.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * This process's part in a group, until it is closed.
 *
 * <p><b>Connection.</b> SUSPENDED: it counts as present, as others see it so. LOST: it is {@link
 * MemberState#ABSENT}, and joins anew on the next session, after a pause of up to a second, since
 * whoever lost a session did so with others. An attempt with an unknown outcome is settled by a
 * look at the node, which tells whose it is. Thread-safe; nothing here blocks.
 */
public interface Member extends AutoCloseable {

  /**
   * Returns the group's name.
   *
   * @return the group
   */
  String group();

  /**
   * Returns the name under which it joined.
   *
   * @return the identity of the {@code IotCoord}
   */
  String name();

  /**
   * Returns what is known of this member.
   *
   * @return the state
   */
  MemberState state();

  /**
   * Adds a listener to changes of the state.
   *
   * @param listener called with the present state first, then in order with each that follows, one
   *     call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   * @throws IllegalArgumentException if either is null
   */
  Subscription addListener(Consumer<MemberState> listener, Executor executor);

  /**
   * Writes to the member's node, without changing it, so that whoever watches it sees that this
   * process works.
   *
   * @return ends when it is written; fails, and is not tried again, if ZooKeeper does not answer or
   *     the member is not there
   */
  CompletableFuture<Void> touch();

  /**
   * Leaves the group. Returns at once; the node is deleted in the background, and with the session
   * at the latest. Idempotent.
   */
  @Override
  void close();
}
