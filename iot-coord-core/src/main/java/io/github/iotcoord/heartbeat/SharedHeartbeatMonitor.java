package io.github.iotcoord.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.registry.DeviceId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One of several judges that share a fleet, whose beats arrive through {@link BeatRelay}s.
 *
 * <p>The fleet is divided into partitions by the hash of a device's id; each is held by one monitor
 * at a time ({@link io.github.iotcoord.cluster.Partitions}), which judges its devices as a {@link
 * HeartbeatMonitor} does and publishes as the gateway {@code <fleet>.<partition>}: {@link
 * FleetHealth} shows them like others. Whoever takes a partition over goes on with the devices'
 * states, sleeps and numbers of transitions as they were published, and condemns nobody for the
 * time in which nobody watched.
 *
 * <p>A fleet has one monitor for each identity; a second one under the same supersedes the first,
 * which gives its partitions up.
 *
 * <p>A device is SUSPECT or DOWN only for silence during which every relay that is a member was
 * heard, until after the deadline: a relay that hangs, or that is cut off, stops the clock. When it
 * has left or its session has ended, the clock goes on after a grace; without any relay it stands.
 *
 * <p>One monitor writes a device's state at a time, whatever it believes: pages are written in
 * transactions that check a claim, which only the holder of the partition's lock can make, on the
 * session of the lock, and which the next holder deletes before it reads on.
 *
 * <p><b>Connection.</b> SUSPENDED: nothing is taken, judged or published. LOST: the partitions are
 * lost, and other monitors take them; until then their devices are {@link
 * DeviceStatus#UNREACHABLE}. RECONNECTED: goes on, or takes its share again. Thread-safe; no method
 * but {@link #close()} waits for ZooKeeper.
 *
 * <p>Znodes: those of {@code Partitions} under the fleet's name; the pages of the relays, which it
 * deletes; {@code <root>/gateways/<fleet>.<partition>/claim-<sequence>} and {@code
 * <root>/health/<fleet>.<partition>} and what is below it.
 */
public interface SharedHeartbeatMonitor extends AutoCloseable {

  /**
   * Returns the fleet's name.
   *
   * @return the name that relays and monitors agree on
   */
  String fleet();

  /**
   * Returns the partitions whose devices this monitor judges at this moment.
   *
   * @return their numbers; immutable
   */
  Set<Integer> partitions();

  /**
   * Returns this monitor's own view of a device, which is ahead of what has been published.
   *
   * @param device the device
   * @return its state, or empty if it is not tracked in a partition held here
   */
  Optional<DeviceHealth> find(DeviceId device);

  /**
   * Returns how many devices are judged here.
   *
   * @return the number of devices
   */
  int size();

  /**
   * Adds a listener to this monitor's own transitions.
   *
   * @param listener called in order, one call at a time; what it throws is logged. Taking over a
   *     partition is no transition
   * @param executor the thread that the listener is called on
   * @return the registration
   * @throws IllegalArgumentException if either is null
   * @throws CoordinationClosedException if the monitor is closed
   */
  Subscription addListener(Consumer<HealthTransition> listener, Executor executor);

  /**
   * Returns what was done so far.
   *
   * @return counts since the monitor was opened
   */
  SharedMonitorStats stats();

  /**
   * Publishes what is known and gives the partitions up to the other monitors; waits for that up to
   * 5 s. Idempotent.
   */
  @Override
  void close();
}
