package io.github.iotcoord.cluster;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who is in a group, as far as it has reached this process.
 *
 * <p><b>Connection.</b> SUSPENDED and LOST: stays as it was. RECONNECTED: shows the difference once
 * all has been compared. {@link #freshness()} tells how old it is. Thread-safe; reading does not
 * block.
 */
public interface MembershipView extends AutoCloseable {

  /**
   * Returns who is there.
   *
   * @return the members' names, sorted; immutable
   */
  List<String> members();

  /**
   * Tells how current the view is.
   *
   * @return whether it is live, and since when it has not been
   */
  Freshness freshness();

  /**
   * Adds a listener.
   *
   * @param listener called with the members of now, then with those after each change, in order,
   *     one call at a time; of several quick changes only the last may be seen. What it throws is
   *     logged
   * @param executor the thread that the listener is called on
   * @return the registration
   * @throws IllegalArgumentException if either is null
   */
  Subscription addListener(Consumer<List<String>> listener, Executor executor);

  /** Stops following. Idempotent. */
  @Override
  void close();
}
