package io.github.iotcoord.twin;

import io.github.iotcoord.Freshness;
import io.github.iotcoord.registry.DeviceId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * A gateway's ear for what is desired of its devices, open until it is closed.
 *
 * <p>Its {@link TwinListener} is told of each device's newest desired state whose version has not
 * been acknowledged: when the device is added, and after each change of its own desired state, of
 * its group's, or of the group that it is in. No version of a device is told twice by one follower,
 * and what was acknowledged is not told by later ones. The versions of one device come in order; of
 * several changes that come quickly, or while the listener is busy or the gateway away, only the
 * newest state is told. There is no order between devices. The listener is called one call at a
 * time, on the executor given; at most one call for each device waits there.
 *
 * <p>A device that this process no longer owns is released: the listener is told, and nothing more
 * of it. Register it and {@link #add} it again to have it back. While a part of a device's twin
 * cannot be read, nothing new is told of that device; it is counted and logged, and the others go
 * on.
 *
 * <p><b>Connection.</b> SUSPENDED or LOST: nothing new is heard, and {@link #freshness()} says for
 * how long. RECONNECTED, on whichever session: what has changed meanwhile is read and told, once.
 * What was taken over meanwhile is released then, and not before: reports of it are refused at any
 * time. Thread-safe.
 *
 * <p>Watches: one on {@code <root>/owners/<owner>}, and one on {@code
 * <root>/twins/groups/<bucket>/<group>} for each group of its devices.
 */
public interface TwinFollower extends AutoCloseable {

  /**
   * Follows more devices, without waiting; one that is followed already is looked at again.
   *
   * @param devices the devices; those that this process does not own are released
   */
  void add(Collection<DeviceId> devices);

  /**
   * Stops following devices. The listener is not told; a call that has been handed to its executor
   * may still come.
   *
   * @param devices the devices
   */
  void remove(Collection<DeviceId> devices);

  /**
   * Returns the devices that are followed now.
   *
   * @return their ids
   */
  Set<DeviceId> devices();

  /**
   * Returns what is desired of a device and has not been acknowledged, for a device that sleeps and
   * is to be told when it wakes. Reads memory.
   *
   * @param device the device
   * @return what is pending; empty if nothing is, or the device is not followed
   */
  Optional<TwinDelta> pending(DeviceId device);

  /**
   * Returns how far this follower can be trusted to have heard of everything.
   *
   * @return whether it is live, and since when not
   */
  Freshness freshness();

  /**
   * Returns how many payloads could not be read so far.
   *
   * @return the number
   */
  long quarantined();

  /** Ends the watches and the calls. Idempotent. */
  @Override
  void close();
}
