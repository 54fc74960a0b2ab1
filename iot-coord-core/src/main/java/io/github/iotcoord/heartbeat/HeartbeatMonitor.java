package io.github.iotcoord.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A gateway's judge of its devices: takes their beats, and tells ZooKeeper only what changes.
 *
 * <p>A beat is a write to memory. ZooKeeper sees the gateway's presence, one ephemeral node, and
 * pages of its devices' states, written when a state changes: in a steady fleet nothing is written,
 * however many devices there are. Only observed silence counts: time in which this monitor was
 * paused or had no connection to ZooKeeper condemns nobody, and after it everybody gets a grace.
 *
 * <p><b>Connection.</b> SUSPENDED or LOST: beats are taken and recoveries noted, nobody is newly
 * suspected, nothing is published; RECONNECTED: what changed meanwhile is published once. While the
 * gateway's session is gone other processes see its devices as {@link DeviceStatus#UNREACHABLE}. A
 * second monitor with the same name, in a newer process, takes this one's place: this one stops
 * publishing and says so in the log. Thread-safe.
 *
 * <p>Znodes: {@code <root>/gateways/<gateway>/claim-<sequence>}, {@code
 * <root>/health/<gateway>/<page>}.
 */
public interface HeartbeatMonitor extends AutoCloseable {

  /**
   * Returns the gateway's name.
   *
   * @return the identity of the {@code IotCoord}
   */
  String gateway();

  /**
   * Begins to expect beats of a device, counting from now; its state is {@link DeviceStatus#UP}
   * until silence says otherwise. A device that is tracked already gets the new period.
   *
   * @param device the device
   * @param period the time between two beats, as declared; from a millisecond to 30 days
   * @throws CoordinationClosedException if the monitor is closed
   */
  void track(DeviceId device, Duration period);

  /**
   * Stops expecting beats and removes the device's state from ZooKeeper. Does nothing for a device
   * that is not tracked.
   *
   * @param device the device
   */
  void untrack(DeviceId device);

  /**
   * Notes a beat that arrived now. Beats of devices that are not tracked are counted and ignored.
   *
   * @param device the device
   * @return whether the device is tracked
   */
  boolean beat(DeviceId device);

  /**
   * Notes a beat with the device's own sequence number, by which loss can be told from delay.
   *
   * @param device the device
   * @param sequence the number; gaps are losses, a lower number is a restart or came late
   * @return whether the device is tracked
   */
  boolean beat(DeviceId device, long sequence);

  /**
   * Announces that a device will sleep: its silence counts only when this time is over.
   *
   * @param device the device
   * @param duration how long it will sleep, from now
   */
  void expectSilence(DeviceId device, Duration duration);

  /**
   * Returns this monitor's own view of a device, which is ahead of what has been published.
   *
   * @param device the device
   * @return its state, or empty if it is not tracked
   */
  Optional<DeviceHealth> find(DeviceId device);

  /**
   * Returns how many devices are tracked.
   *
   * @return the number of devices
   */
  int size();

  /**
   * Adds a listener to this monitor's own transitions.
   *
   * @param listener called in order, one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   */
  Subscription addListener(Consumer<HealthTransition> listener, Executor executor);

  /**
   * Waits until all transitions known at the call have been published.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  void flush() throws InterruptedException;

  /** Gives up the gateway's presence: its devices are UNREACHABLE from then on. Idempotent. */
  @Override
  void close();
}
