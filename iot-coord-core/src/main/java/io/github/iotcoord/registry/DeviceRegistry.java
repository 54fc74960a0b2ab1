package io.github.iotcoord.registry;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.VersionConflictException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which devices exist, who speaks for them, and how to find them.
 *
 * <p>A record stays until it is removed: whether a device is alive is the business of the {@code
 * HeartbeatMonitor}. The newest registration of a device wins: a device that a second gateway
 * registers is handed over to it, and the first can no longer remove it. Anybody may update its
 * description.
 *
 * <p><b>Connection.</b> Requests wait for the connection up to the operation timeout, then fail
 * with {@link CoordinationUnavailableException}; what may have been written is settled then by
 * registering or deregistering again, or by reading the version after an update. A request whose
 * answer was lost is repeated within the timeout. Records belong to no session: nothing is
 * registered again after a reconnect, with or without the loss of the session. Thread-safe.
 *
 * <p>Znodes: {@code <root>/registry/<bucket>/<device id>}, persistent. An owner that loses a
 * device, or has one moved to another group, is told of it by {@code <root>/owners/<owner>/<device
 * id>}, created and deleted in the same transaction.
 */
public interface DeviceRegistry {

  /**
   * Registers a device, or takes it over from whoever registered it before.
   *
   * @param device the device
   * @return what is now in the registry
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws IllegalArgumentException if its record would be too large
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   */
  RegisteredDevice register(Device device) throws InterruptedException;

  /**
   * Registers many devices in batches. One that fails does not keep the others from being
   * registered.
   *
   * @param devices the devices; of two with one id the later wins
   * @return which were registered, and which were not and why
   * @throws InterruptedException if interrupted while waiting; some may have been registered
   * @throws io.github.iotcoord.CoordinationClosedException if the {@code IotCoord} is closed, also
   *     while waiting; some may have been registered
   */
  RegistrationReport registerAll(Collection<Device> devices) throws InterruptedException;

  /**
   * As {@link #registerAll} without blocking.
   *
   * @param devices the devices
   * @return completes with the report on one of the library's threads; does not fail for what the
   *     report can say; fails with a {@link io.github.iotcoord.CoordinationClosedException} when
   *     the entry point is closed first, and some may have been registered then
   */
  CompletableFuture<RegistrationReport> registerAllAsync(Collection<Device> devices);

  /**
   * Reads a device from ZooKeeper.
   *
   * @param id the device
   * @return what the registry has, or empty
   * @throws InterruptedException if interrupted while waiting
   * @throws io.github.iotcoord.wire.WireFormatException if its record cannot be read
   */
  Optional<RegisteredDevice> find(DeviceId id) throws InterruptedException;

  /**
   * Reads a device that must be there from ZooKeeper.
   *
   * @param id the device
   * @return what the registry has
   * @throws InterruptedException if interrupted while waiting
   * @throws DeviceNotFoundException if it is not registered
   * @throws io.github.iotcoord.wire.WireFormatException if its record cannot be read
   */
  RegisteredDevice get(DeviceId id) throws InterruptedException;

  /**
   * Finds devices, in the shared live view: the first call loads it, later ones read memory.
   *
   * @param query what to find
   * @return the devices, ordered by id
   * @throws InterruptedException if interrupted while the view loads
   */
  List<RegisteredDevice> find(DeviceQuery query) throws InterruptedException;

  /**
   * Changes a device's description, if nobody changed it meanwhile. Anybody may; the owner stays.
   *
   * @param device the new description
   * @param expectedVersion the version that the change is based on
   * @return what is now in the registry
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws DeviceNotFoundException if it is not registered
   * @throws VersionConflictException if the registry has another version
   * @throws io.github.iotcoord.wire.WireFormatException if its record cannot be read
   */
  RegisteredDevice update(Device device, int expectedVersion) throws InterruptedException;

  /**
   * Removes a device that this process registered and nobody has taken over since.
   *
   * @param id the device
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws DeviceNotFoundException if it is not registered
   * @throws NotOwnerException if somebody else, or another life of this process, registered it
   *     since
   * @throws io.github.iotcoord.wire.WireFormatException if its record cannot be read
   */
  void deregister(DeviceId id) throws InterruptedException;

  /**
   * Opens a live view of all devices, loaded when the call returns. Views of one registry share one
   * copy.
   *
   * @return the view, to be closed by the caller
   * @throws InterruptedException if interrupted while the view loads
   */
  DeviceView view() throws InterruptedException;
}
