package io.github.iotcoord.registry;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.VersionConflictException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

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
   * Registers a device, or takes it over from whoever registered it before. Calls made at the same
   * time are gathered into batches, which a lone call does not wait for; of two for one device the
   * later call wins.
   *
   * @param device the device
   * @return what is now in the registry
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws IllegalArgumentException if its record would be too large
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; the outcome is unknown
   * @throws NotOwnerException if the answer to a try was lost, and another process has registered
   *     the device since: it is not taken back. Where that cannot be told, because the record had
   *     not been read before that try, it is
   */
  RegisteredDevice register(Device device) throws InterruptedException;

  /**
   * As {@link #register} without blocking.
   *
   * @param device the device
   * @return completes on one of the library's threads with what is now in the registry, or fails as
   *     {@code register} does
   * @throws IllegalArgumentException if its record would be too large
   */
  CompletableFuture<RegisteredDevice> registerAsync(Device device);

  /**
   * As {@link #registerAll(Iterable, BulkOptions)} without listeners.
   *
   * @param devices the devices; of two with one id the later wins
   * @return what became of them
   * @throws InterruptedException if interrupted while waiting; some may have been registered
   */
  default BulkReport registerAll(Iterable<Device> devices) throws InterruptedException {
    return registerAll(devices, BulkOptions.defaults());
  }

  /**
   * Registers any number of devices in batches, several of them under way at once. The devices are
   * taken from the input as there is room, on the calling thread; at most about a thousand are held
   * in memory. One that fails does not keep the others from being registered. A batch waits up to
   * the operation timeout for ZooKeeper; when one has waited in vain, what follows is refused at
   * once until ZooKeeper answers again.
   *
   * @param devices the devices; of two with one id the later wins
   * @param options listeners to progress and failures
   * @return how many were registered, and which were not and why; each device of the input is
   *     counted once
   * @throws InterruptedException if interrupted while waiting; no more are taken then, and some may
   *     have been registered
   * @throws io.github.iotcoord.CoordinationClosedException if the {@code IotCoord} is closed, also
   *     while waiting; some may have been registered
   */
  BulkReport registerAll(Iterable<Device> devices, BulkOptions options) throws InterruptedException;

  /**
   * As {@link #registerAllAsync(Iterable, BulkOptions)} without listeners.
   *
   * @param devices the devices
   * @return completes with the report
   */
  default CompletableFuture<BulkReport> registerAllAsync(Iterable<Device> devices) {
    return registerAllAsync(devices, BulkOptions.defaults());
  }

  /**
   * As {@link #registerAll(Iterable, BulkOptions)} without blocking.
   *
   * @param devices the devices, taken on the options' executor
   * @param options listeners to progress and failures
   * @return completes with the report; does not fail for what the report can say; fails with a
   *     {@link io.github.iotcoord.CoordinationClosedException} when the entry point is closed
   *     first, and some may have been registered then. When it is cancelled, no more are taken
   */
  CompletableFuture<BulkReport> registerAllAsync(Iterable<Device> devices, BulkOptions options);

  /**
   * As {@link #updateAll(Iterable, BulkOptions)} without listeners.
   *
   * @param updates the updates
   * @return what became of them
   * @throws InterruptedException if interrupted while waiting; some may have been made
   */
  default BulkReport updateAll(Iterable<DeviceUpdate> updates) throws InterruptedException {
    return updateAll(updates, BulkOptions.defaults());
  }

  /**
   * Makes any number of updates, in the manner of {@link #registerAll(Iterable, BulkOptions)}. Each
   * fails for itself as {@link #update} does. Two of one device are made in their order.
   *
   * @param updates the updates
   * @param options listeners to progress and failures
   * @return how many were made, and which were not and why
   * @throws InterruptedException if interrupted while waiting; some may have been made
   */
  BulkReport updateAll(Iterable<DeviceUpdate> updates, BulkOptions options)
      throws InterruptedException;

  /**
   * As {@link #updateAll(Iterable, BulkOptions)} without blocking.
   *
   * @param updates the updates, taken on the options' executor
   * @param options listeners to progress and failures
   * @return completes as the future of {@link #registerAllAsync(Iterable, BulkOptions)} does
   */
  CompletableFuture<BulkReport> updateAllAsync(Iterable<DeviceUpdate> updates, BulkOptions options);

  /**
   * As {@link #deregisterAll(Iterable, BulkOptions)} without listeners.
   *
   * @param ids the devices
   * @return what became of them
   * @throws InterruptedException if interrupted while waiting; some may have been removed
   */
  default BulkReport deregisterAll(Iterable<DeviceId> ids) throws InterruptedException {
    return deregisterAll(ids, BulkOptions.defaults());
  }

  /**
   * Removes any number of devices, in the manner of {@link #registerAll(Iterable, BulkOptions)}.
   * Each fails for itself as {@link #deregister} does.
   *
   * @param ids the devices
   * @param options listeners to progress and failures
   * @return how many were removed, and which were not and why
   * @throws InterruptedException if interrupted while waiting; some may have been removed
   */
  BulkReport deregisterAll(Iterable<DeviceId> ids, BulkOptions options) throws InterruptedException;

  /**
   * As {@link #deregisterAll(Iterable, BulkOptions)} without blocking.
   *
   * @param ids the devices, taken on the options' executor
   * @param options listeners to progress and failures
   * @return completes as the future of {@link #registerAllAsync(Iterable, BulkOptions)} does
   */
  CompletableFuture<BulkReport> deregisterAllAsync(Iterable<DeviceId> ids, BulkOptions options);

  /**
   * As {@link #keepRegistered(Supplier, Duration)} with a longest delay of ten seconds.
   *
   * @param devices gives the devices, anew for each look
   * @return the keeping, to be closed by the caller
   */
  default KeptRegistrations keepRegistered(Supplier<? extends Iterable<Device>> devices) {
    return keepRegistered(devices, Duration.ofSeconds(10));
  }

  /**
   * Registers, now and after each loss of the session, those devices that have no record. Returns
   * at once.
   *
   * @param devices gives the devices, anew for each look; asked on the JVM's common pool
   * @param longestDelay how long a look after a loss waits at most; the time is random
   * @return the keeping, to be closed by the caller
   */
  KeptRegistrations keepRegistered(
      Supplier<? extends Iterable<Device>> devices, Duration longestDelay);

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
   * Takes a device out of use or puts it back, and leaves all else. Anybody may, whatever version
   * the registry has; the state outlasts registrations.
   *
   * @param id the device
   * @param state the state
   * @return what is now in the registry
   * @throws InterruptedException if interrupted while waiting; the outcome is unknown
   * @throws DeviceNotFoundException if it is not registered
   * @throws io.github.iotcoord.wire.WireFormatException if its record cannot be read
   */
  RegisteredDevice setAdminState(DeviceId id, AdminState state) throws InterruptedException;

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
