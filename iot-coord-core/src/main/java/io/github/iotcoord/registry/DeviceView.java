package io.github.iotcoord.registry;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A live copy of the registry. Reads do not block and do not go to ZooKeeper.
 *
 * <p><b>Connection.</b> While it is SUSPENDED or LOST the view stays as it was, never emptied, and
 * {@link #freshness()} says how old it is; after RECONNECTED it reads what changed and tells the
 * difference, a device removed and registered again included. A record that cannot be read is left
 * out, counted and logged. Thread-safe.
 */
public interface DeviceView extends AutoCloseable {

  /**
   * Returns a device.
   *
   * @param id the device
   * @return the device, or empty
   */
  Optional<RegisteredDevice> find(DeviceId id);

  /**
   * Returns the devices that a query matches.
   *
   * @param query the query
   * @return the devices, ordered by id
   */
  List<RegisteredDevice> find(DeviceQuery query);

  /**
   * Returns how many devices there are.
   *
   * @return the number
   */
  int size();

  /**
   * Returns a chooser among the devices that a query matches, which follows the view.
   *
   * @param query which devices to choose from
   * @param strategy how to choose
   * @return the selector
   */
  DeviceSelector selector(DeviceQuery query, SelectionStrategy strategy);

  /**
   * Adds a listener; it is first told of every device as added, then of each change. Changes of one
   * device come in order; of several quick ones only the last may be told.
   *
   * @param listener called one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   */
  Subscription addListener(Consumer<DeviceEvent> listener, Executor executor);

  /**
   * Returns how far the view can be trusted.
   *
   * @return whether it is live, and since when not
   */
  Freshness freshness();

  /**
   * Returns how many records could not be read since the view was loaded.
   *
   * @return the number
   */
  long quarantined();

  /** Ends the view and its listeners. Idempotent. */
  @Override
  void close();
}
