package io.github.iotcoord.discovery;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The instances of one service, followed by a watch and read from memory.
 *
 * <p>While the connection is SUSPENDED or LOST it stays as it was, and {@link #freshness()} says
 * so; after RECONNECTED all is compared, and what has changed is told. It is never emptied by an
 * outage. Thread-safe.
 */
public interface ServiceView extends AutoCloseable {

  /**
   * Returns the instances.
   *
   * @return an immutable list, in the order of the instances' node names, which are usually their
   *     ids
   * @throws CoordinationClosedException if the view is closed
   */
  List<ServiceEndpoint> list();

  /**
   * Adds a listener. It hears of the present list first, and of the whole new list after each
   * change, in order, one at a time, on its executor.
   *
   * @param listener who hears; what it throws is logged
   * @param executor where it is called
   * @return the registration
   * @throws IllegalArgumentException if either is null
   * @throws CoordinationClosedException if the view is closed
   */
  Subscription addListener(Consumer<List<ServiceEndpoint>> listener, Executor executor);

  /**
   * Returns how current the view is.
   *
   * @return whether it is live, and its age
   */
  Freshness freshness();

  /**
   * Returns how many versions of instances of this service could not be read so far, or have no
   * address or port. They are logged and left out.
   *
   * @return the number
   */
  long quarantined();

  /** Ends the view and its listeners. Idempotent. */
  @Override
  void close();
}
