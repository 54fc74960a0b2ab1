package io.github.iotcoord.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Passes the beats of devices on to the monitors that share a fleet: for stateless nodes, at any of
 * which a device's next beat may arrive.
 *
 * <p>A beat is a write to memory, into the buffer of the device's partition. Every flush the
 * buffers are written to ZooKeeper as pages, many beats in each and several pages in each
 * transaction, and the {@link SharedHeartbeatMonitor} that holds the partition takes and deletes
 * them. Of several beats of one device in one page only the newest is told, with how many there
 * were and how many numbers were missing.
 *
 * <p>A fleet has one relay for each identity: a second one under the same takes the first one's
 * place in the group, and monitors do not hear the first one's signs any more.
 *
 * <p>What may wait is bounded. When ZooKeeper is away beats stay in the buffers, where each device
 * has one entry; when the monitors do not take pages, the oldest pages are given up for newer ones,
 * and counted. Requests (to track, to untrack, of a sleep) are never given up: their futures end
 * when the monitor in charge has taken them over, and they wait for that as long as it takes.
 *
 * <p><b>Connection.</b> SUSPENDED or LOST: beats and requests are taken and wait; nothing is
 * written. Monitors hear no sign of this relay, and hold no silence against any device meanwhile.
 * RECONNECTED: the newest beat of each device and all requests are written. A page whose writing
 * had an unknown outcome is written again under its own name; if it has been taken already, its
 * beats are taken twice, which does no harm. Thread-safe; no method but {@link #close()} waits for
 * ZooKeeper.
 *
 * <p>Znodes: {@code <root>/relays/<fleet>/<partition>/<page>}; its part in the group {@code
 * relays.<fleet>}, which it writes to with each flush to show that all before has been written.
 */
public interface BeatRelay extends AutoCloseable {

  /**
   * Returns the fleet's name.
   *
   * @return the name that relays and monitors agree on
   */
  String fleet();

  /**
   * Asks the monitors to expect beats of a device. A device that is tracked already gets the new
   * period.
   *
   * @param device the device
   * @param period the time between two beats, in whole milliseconds; from a millisecond to 30 days
   * @return ends when the monitor in charge has published it, on one of the library's threads;
   *     fails with a {@link CoordinationClosedException} if the relay is closed before that is
   *     known
   * @throws IllegalArgumentException if the period is out of its range
   * @throws CoordinationClosedException if the relay is closed
   */
  CompletableFuture<Void> track(DeviceId device, Duration period);

  /**
   * Asks the monitors to expect no more beats of a device, and to forget its state.
   *
   * @param device the device
   * @return as {@link #track}
   * @throws CoordinationClosedException if the relay is closed
   */
  CompletableFuture<Void> untrack(DeviceId device);

  /**
   * Announces that a device will sleep, as {@link HeartbeatMonitor#expectSilence} does. When
   * another monitor takes over, the rest of the sleep counts, by the wall clocks of the two.
   *
   * @param device the device
   * @param duration how long it will sleep, from now; from zero to 3650 days
   * @return as {@link #track}
   * @throws IllegalArgumentException if the duration is out of its range
   * @throws CoordinationClosedException if the relay is closed
   */
  CompletableFuture<Void> expectSilence(DeviceId device, Duration duration);

  /**
   * Takes a beat that arrived now.
   *
   * @param device the device
   * @throws CoordinationClosedException if the relay is closed
   */
  void beat(DeviceId device);

  /**
   * Takes a beat with the device's own sequence number.
   *
   * @param device the device
   * @param sequence the number, from 0 to 2^62
   * @throws IllegalArgumentException if the number is out of its range
   * @throws CoordinationClosedException if the relay is closed
   */
  void beat(DeviceId device, long sequence);

  /**
   * Returns what was done so far.
   *
   * @return counts since the relay was opened
   */
  RelayStats stats();

  /**
   * Writes what waits, if that takes no more than 2 s, and leaves the group of relays. Requests
   * whose end is not known fail; those that are written will be taken over all the same.
   * Idempotent.
   */
  @Override
  void close();
}
