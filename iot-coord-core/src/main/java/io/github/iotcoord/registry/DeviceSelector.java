package io.github.iotcoord.registry;

import java.util.Optional;

/**
 * Chooses one device at a time among those that a query matches.
 *
 * <p>A device that an operator has locked is never chosen. Of the others, those come first that are
 * healthy by the options' {@link HealthSource} and of which no error was reported lately; if there
 * are none, the others are chosen all the same, since a device that seems to be down may still
 * answer and none at all cannot.
 *
 * <p>Choices are made from an immutable set of candidates, which is made anew when the query's
 * result, the health or the errors have changed. That takes at most about a tenth of the time:
 * under a storm of changes choices may be as old as ten times what making the set takes.
 *
 * <p><b>Connection.</b> It follows the view, which stays as it was while ZooKeeper cannot be
 * reached: an outage leaves nobody without candidates. Thread-safe; does not block, nor read from
 * ZooKeeper.
 */
public interface DeviceSelector extends AutoCloseable {

  /**
   * Chooses a device.
   *
   * @return the device, or empty if the query matches none that may be used
   * @throws IllegalStateException if the strategy wants a key
   */
  Optional<RegisteredDevice> select();

  /**
   * Chooses the device of a key.
   *
   * @param key what must go to the same device each time
   * @return the device, or empty if the query matches none that may be used
   * @throws IllegalStateException if the strategy is not {@link SelectionStrategy#RENDEZVOUS}
   */
  Optional<RegisteredDevice> select(String key);

  /**
   * Chooses a device as {@link #select()} does, and counts the use of it until it is closed.
   *
   * @return the use, or empty if the query matches none that may be used
   */
  Optional<DeviceUse> use();

  /**
   * Chooses a device as {@link #select(String)} does, and counts the use of it until it is closed.
   *
   * @param key what must go to the same device each time
   * @return the use, or empty if the query matches none that may be used
   */
  Optional<DeviceUse> use(String key);

  /**
   * Takes a device out for a while, as the options say; for longer with each error after which
   * there was no success.
   *
   * @param device the device that failed
   */
  void reportError(DeviceId device);

  /**
   * Forgets the errors of a device: it may be chosen at once.
   *
   * @param device the device that works
   */
  void reportSuccess(DeviceId device);

  /** Ends the selector: it stops following the health. Idempotent. */
  @Override
  void close();
}
