package io.github.iotcoord.twin;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.VersionConflictException;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceNotFoundException;
import io.github.iotcoord.registry.NotOwnerException;
import io.github.iotcoord.wire.WireFormatException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What devices should be like, and what they are like.
 *
 * <p>Anybody may say what is <i>desired</i> of a registered device, or of a group, whose devices
 * inherit it: a device's own desired state is laid over that of its group, key by key. The gateway
 * that registered a device follows it, hears of each desired state that it has not acknowledged,
 * and <i>reports</i> what the device is like. It is state and not a log: of several changes only
 * the newest state is sure to be heard of.
 *
 * <p><b>Connection.</b> SUSPENDED or LOST: requests wait for the connection up to the operation
 * timeout, then fail with {@link CoordinationUnavailableException}, and the outcome of a write is
 * unknown then; a write whose answer was lost is settled within the timeout by a look at what is
 * there. Nothing here belongs to a session. Followers: see {@link TwinFollower}. Thread-safe.
 *
 * <p>Writes of one process are gathered into transactions while others are under way, so many
 * callers, or many futures at once, are much faster than one call after the other. Writes to one
 * device's desired, or to its reported, state are carried out in the order of the calls. Futures
 * complete on the library's threads: what depends on them must not block.
 *
 * <p>Znodes: {@code <root>/twins/desired/<bucket>/<device>}, {@code
 * <root>/twins/reported/<bucket>/<device>}, {@code <root>/twins/groups/<bucket>/<group>}, all
 * persistent; {@code <root>/owners/<owner>/<device>}, created and deleted in one transaction.
 */
public interface DeviceTwins {

  /**
   * Reads a device's twin from ZooKeeper.
   *
   * @param device the device
   * @return its twin, or empty if the device is not registered
   * @throws InterruptedException if interrupted while waiting
   * @throws WireFormatException if a part of it cannot be read
   */
  Optional<DeviceTwin> find(DeviceId device) throws InterruptedException;

  /**
   * Reads many devices' twins from ZooKeeper, in batches; not all at one moment.
   *
   * @param devices the devices
   * @return the twins by device, without devices that are not registered, and without those of
   *     which a part cannot be read, which are logged
   * @throws InterruptedException if interrupted while waiting
   */
  Map<DeviceId, DeviceTwin> findAll(Collection<DeviceId> devices) throws InterruptedException;

  /**
   * Changes what is desired of a device, whatever it is now. A patch that changes nothing is not
   * written.
   *
   * @param device the device
   * @param patch the change
   * @return what is desired of it now
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws DeviceNotFoundException if the device is not registered
   * @throws IllegalArgumentException if the state would be too large
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   * @throws WireFormatException if the device's record, or what is there, cannot be read
   */
  VersionedState updateDesired(DeviceId device, TwinPatch patch) throws InterruptedException;

  /**
   * Changes what is desired of a device, if nobody changed it meanwhile.
   *
   * @param device the device
   * @param patch the change
   * @param expectedVersion the version that the change is based on, 0 for none
   * @return what is desired of it now
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws VersionConflictException if it has another version
   * @throws DeviceNotFoundException if the device is not registered
   * @throws IllegalArgumentException if the state would be too large
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   * @throws WireFormatException if the device's record, or what is there, cannot be read
   */
  VersionedState updateDesired(DeviceId device, TwinPatch patch, int expectedVersion)
      throws InterruptedException;

  /**
   * As {@link #updateDesired(DeviceId, TwinPatch)} without blocking.
   *
   * @param device the device
   * @param patch the change
   * @return completes with what is desired of it now, or fails with what that method throws
   */
  CompletableFuture<VersionedState> updateDesiredAsync(DeviceId device, TwinPatch patch);

  /**
   * Reads what is desired of a group from ZooKeeper.
   *
   * @param group the group, as in {@link io.github.iotcoord.registry.Device#group()}
   * @return what is desired of it; version 0 if nothing ever was
   * @throws InterruptedException if interrupted while waiting
   * @throws WireFormatException if it cannot be read
   */
  VersionedState groupDesired(String group) throws InterruptedException;

  /**
   * Changes what is desired of a group, whatever it is now: one write, however many devices it has.
   * A patch that changes nothing is not written.
   *
   * @param group the group; it need not have devices yet
   * @param patch the change
   * @return what is desired of it now
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws IllegalArgumentException if the group cannot be one, or the state would be too large
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   * @throws WireFormatException if what is there cannot be read
   */
  VersionedState updateGroup(String group, TwinPatch patch) throws InterruptedException;

  /**
   * Changes what is desired of a group, if nobody changed it meanwhile.
   *
   * @param group the group
   * @param patch the change
   * @param expectedVersion the version that the change is based on, 0 for none
   * @return what is desired of it now
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws VersionConflictException if it has another version
   * @throws IllegalArgumentException if the group cannot be one, or the state would be too large
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   * @throws WireFormatException if what is there cannot be read
   */
  VersionedState updateGroup(String group, TwinPatch patch, int expectedVersion)
      throws InterruptedException;

  /**
   * Reports what a device is like, of its own accord; acknowledges nothing. Only for the owner: the
   * process that registered the device last. What changes nothing is not written.
   *
   * @param device the device
   * @param patch what has changed
   * @return what is reported of it now
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws NotOwnerException if another process, or another life of this one, registered it since
   * @throws DeviceNotFoundException if the device is not registered
   * @throws IllegalArgumentException if the state would be too large
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   * @throws WireFormatException if the device's record, or what is there, cannot be read
   */
  VersionedState report(DeviceId device, TwinPatch patch) throws InterruptedException;

  /**
   * Acknowledges a desired state, and reports what the device is like now, in one write: with
   * {@code TwinPatch.of(delta.delta())} that it is as desired. What is acknowledged is not told
   * again, to this follower or a later one, also if the device could not do all of it.
   *
   * @param applied what was told
   * @param patch what has changed by it
   * @return what is reported of the device now
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws CoordinationException as {@link #report(DeviceId, TwinPatch)}
   */
  VersionedState report(TwinDelta applied, TwinPatch patch) throws InterruptedException;

  /**
   * As {@link #report(DeviceId, TwinPatch)} without blocking.
   *
   * @param device the device
   * @param patch what has changed
   * @return completes with what is reported of it now, or fails with what that method throws
   */
  CompletableFuture<VersionedState> reportAsync(DeviceId device, TwinPatch patch);

  /**
   * As {@link #report(TwinDelta, TwinPatch)} without blocking.
   *
   * @param applied what was told
   * @param patch what has changed by it
   * @return completes with what is reported of the device now, or fails with what that method
   *     throws
   */
  CompletableFuture<VersionedState> reportAsync(TwinDelta applied, TwinPatch patch);

  /**
   * Follows what is desired of devices that this process has registered. When the call returns each
   * of them has been looked at, and what is pending has been handed to the executor.
   *
   * @param devices the devices; those that this process does not own are released at once
   * @param listener told of desired states, one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the follower, to be closed by the caller
   * @throws InterruptedException if interrupted while waiting
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   */
  TwinFollower follow(Collection<DeviceId> devices, TwinListener listener, Executor executor)
      throws InterruptedException;

  /**
   * Forgets what was desired and reported of a device, as for one that is taken out of service. For
   * anybody, whether the device is registered or not; its group's desired state stays. Does nothing
   * if there is nothing.
   *
   * @param device the device
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   */
  void remove(DeviceId device) throws InterruptedException;
}
