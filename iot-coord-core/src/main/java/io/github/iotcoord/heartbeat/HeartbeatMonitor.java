package io.github.iotcoord.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
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
 * paused or had no connection to ZooKeeper condemns nobody, and after it everybody gets a grace. A
 * pause is a tick that comes later than planned by more than the overrun of the options, and by
 * more than a tick.
 *
 * <p>A device is SUSPECT when its detector says so, DOWN when it has stayed silent for the
 * confirmation's periods more, and UP again at its next beat; after DOWN, at the last of so many
 * beats as the options ask for, and until then SUSPECT. Each of these is a transition, with a
 * number that goes on counting when the gateway is restarted under the same name; untracking a
 * device forgets it. Devices that an earlier life of the gateway tracked and this one does not stay
 * known, as {@link DeviceStatus#UNREACHABLE}, until they are untracked.
 *
 * <p>A device that goes and comes too often is marked as flapping, after the idea of RFC 2439: each
 * outage counts one, a suspicion that a beat ended a quarter, and what is counted halves with time.
 * To begin and to cease to flap are transitions too; meanwhile three beats at least end an outage.
 *
 * <p>When most of the devices fall silent together, that is one {@link GroupTransition}, and those
 * that would be DOWN are {@link DeviceStatus#UNREACHABLE}: more likely the gateway does not hear.
 * When they are heard again, those that are not have the grace and the confirmation from then on.
 *
 * <p><b>Connection.</b> SUSPENDED or LOST: beats are taken and recoveries noted, nobody is newly
 * suspected, nothing is published; RECONNECTED: what changed meanwhile is published once. Detectors
 * learn nothing from the beats of such a time, in which the clock stands still. While the gateway's
 * session is gone other processes see its devices as {@link DeviceStatus#UNREACHABLE}. A second
 * monitor with the same name, in a newer process, takes this one's place: this one stops publishing
 * and says so in the log. A write whose outcome is unknown is made again: pages are written whole,
 * and only while the gateway's claim exists. Thread-safe; no method but {@link #flush()} and {@link
 * #close()} waits for ZooKeeper. After {@code close()} every method but {@link #find}, {@link
 * #group}, {@link #size} and {@link #gateway} throws a {@link CoordinationClosedException}.
 *
 * <p>Znodes: {@code <root>/gateways/<gateway>/claim-<sequence>}, {@code
 * <root>/health/<gateway>/<page>}, {@code <root>/health/<gateway>/group} and, if the options ask
 * for it, {@code <root>/health/<gateway>/seen}.
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
   * @return a handle that takes the device's beats without looking it up
   * @throws IllegalArgumentException if the period is out of its range
   * @throws CoordinationClosedException if the monitor is closed
   */
  TrackedDevice track(DeviceId device, Duration period);

  /**
   * Begins to expect beats of a device whose period is not known and is learned from its first
   * beats: until then a detector that goes by periods does not suspect it. A device that is tracked
   * already with a declared period begins anew to learn.
   *
   * @param device the device
   * @return a handle that takes the device's beats without looking it up
   * @throws CoordinationClosedException if the monitor is closed
   */
  TrackedDevice track(DeviceId device);

  /**
   * Stops expecting beats and removes the device's state from ZooKeeper, also what an earlier life
   * of this gateway left of it there. Does nothing for a device that is unknown.
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
   * Notes that a device has connected, for gateways that know of connections, as MQTT brokers do: a
   * sign of life, from which its silence counts. Connections are numbered, and each time the device
   * connects, to whatever gateway, the number must be higher: then of several gateways the word of
   * the one with the highest number counts, and a late word of an old connection overrules nothing.
   *
   * @param device the device
   * @param session the connection's number, above 0
   * @return whether this was news: false if the device is not tracked, or has a connection with
   *     this number or a higher one
   * @throws IllegalArgumentException if the number is not above 0
   */
  boolean connected(DeviceId device, long session);

  /**
   * Notes that a device's connection has ended: it is DOWN at once, without having been SUSPECT,
   * since this is told and not guessed. Does not change the state of one that is DOWN already. A
   * beat that still comes makes it UP: it is the better sign.
   *
   * @param device the device
   * @param session the number of the connection that ended
   * @param reason why, for people; 1 to 200 characters
   * @return whether it counts: false if the device is not tracked, or has a newer connection
   * @throws IllegalArgumentException if the number is not above 0, or the reason is too long
   */
  boolean disconnected(DeviceId device, long session, String reason);

  /**
   * Announces that a device will sleep: its silence counts only when this time is over, even if
   * beats come meanwhile. The last announcement counts; one of zero ends the sleep. Does nothing
   * for a device that is not tracked. One that is DOWN stays so; if it is heard again before the
   * time is over, the rest of it counts.
   *
   * <p>It is published in the device's page, to the second. So a gateway that is restarted under
   * the same name, and tracks the device again, lets it sleep on for the rest of the time, by the
   * wall clock, unless something newer was said of it; never for longer than was announced. A new
   * connection, and a new period, end the sleep.
   *
   * @param device the device
   * @param duration how long it will sleep, from now; from zero to 3650 days
   * @throws IllegalArgumentException if the duration is out of its range
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
   * Returns this monitor's own view of its devices together.
   *
   * @return {@link GroupStatus#SILENT} while most have fallen silent together, else {@link
   *     GroupStatus#UP}
   */
  GroupHealth group();

  /**
   * Adds a listener to the transitions of the devices together.
   *
   * @param listener called in order, one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   */
  Subscription addGroupListener(Consumer<GroupTransition> listener, Executor executor);

  /**
   * Waits until all transitions known at the call have been published.
   *
   * @throws InterruptedException if interrupted while waiting
   * @throws CoordinationUnavailableException if they have not been within the operation timeout;
   *     they still will be, once ZooKeeper can be reached
   * @throws CoordinationException if another process has taken this gateway's place
   */
  void flush() throws InterruptedException;

  /**
   * Publishes what is known, if that takes no more than 2 s, and gives up the gateway's presence:
   * its devices are UNREACHABLE from then on. Idempotent.
   */
  @Override
  void close();
}
