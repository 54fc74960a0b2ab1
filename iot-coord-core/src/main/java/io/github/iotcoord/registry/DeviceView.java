package io.github.iotcoord.registry;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A live copy of the registry. Reads do not block and do not go to ZooKeeper. All views of one
 * {@code IotCoord} share one copy. Thread-safe.
 *
 * <p><b>Consistency.</b> Changes are taken over in batches, each as a whole. Every read is answered
 * from the state between two batches; {@link #snapshot()} keeps such a state for several reads.
 * Changes of one device are taken over in order; of several quick ones only the last may be seen.
 *
 * <p><b>Freshness.</b> While {@link Freshness#live()} is true the view has read all that ZooKeeper
 * has told it of. It is then behind by what is on its way: the server's notice of a change, and the
 * read that follows it. That is milliseconds on a quiet registry, more in a storm of changes, and
 * has no upper bound: while the link is silent the view is taken for live until the connection is
 * found to be down, which takes up to two thirds of the session timeout. Whoever must not act on
 * what is older asks ZooKeeper, by {@link DeviceRegistry#find(DeviceId)}.
 *
 * <p><b>Connection.</b> While it is SUSPENDED or LOST the view stays as it was, never emptied, and
 * {@link #freshness()} says how old it is; after RECONNECTED it reads what changed and tells the
 * difference, a device removed and registered again included. A record that cannot be read is left
 * out, counted and logged.
 */
public interface DeviceView extends AutoCloseable {

  /**
   * Returns the devices as they are now, for several reads that must agree with each other.
   *
   * @return the current snapshot
   */
  DeviceSnapshot snapshot();

  /**
   * Returns a device, from the current snapshot.
   *
   * @param id the device
   * @return the device, or empty
   */
  Optional<RegisteredDevice> find(DeviceId id);

  /**
   * Returns the devices that a query matches, from the current snapshot.
   *
   * @param query the query; what it costs is said at {@link DeviceSnapshot}
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
  default DeviceSelector selector(DeviceQuery query, SelectionStrategy strategy) {
    return selector(query, SelectorOptions.of(strategy));
  }

  /**
   * Returns a chooser among the devices that a query matches, which follows the view.
   *
   * @param query which devices to choose from
   * @param options how to choose, and what to leave out for a while
   * @return the selector; to be closed if the options have a source of health
   */
  DeviceSelector selector(DeviceQuery query, SelectorOptions options);

  /**
   * Adds a listener for every device; the same as {@link #addListener(DeviceQuery, Consumer,
   * Executor)} with {@link DeviceQuery#all()}.
   *
   * @param listener called one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   */
  Subscription addListener(Consumer<DeviceEvent> listener, Executor executor);

  /**
   * Follows the result of a query. The listener is first told of each device that matches as ADDED,
   * ordered by id. After that a device is told as
   *
   * <ul>
   *   <li>ADDED when it comes to match: it is new, or it has changed so that it matches now; {@code
   *       before} is null in both cases;
   *   <li>UPDATED when its record was written again and it matches as it did before;
   *   <li>REMOVED when it matches no longer: it is gone, or it has changed; {@code before} is the
   *       device as it last matched, and {@code after} is null in both cases.
   * </ul>
   *
   * <p>Changes of one device come in order; of several quick ones only the last may be told. A
   * change costs nothing for queries that ask for a group, an attribute, a tag or a type that the
   * device neither has nor had, so there may be thousands of them. Events wait in memory while the
   * executor is busy.
   *
   * @param query which devices to hear of
   * @param listener called one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   */
  Subscription addListener(DeviceQuery query, Consumer<DeviceEvent> listener, Executor executor);

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
