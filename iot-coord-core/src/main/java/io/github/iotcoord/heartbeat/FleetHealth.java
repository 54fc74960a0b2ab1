package io.github.iotcoord.heartbeat;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.HealthSource;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The state of every device of the fleet, seen from any process.
 *
 * <p>It merges what the gateways publish: a device is UP if any live gateway says so, otherwise
 * SUSPECT if any says so, otherwise DOWN; of several gateways that say the same the newest word
 * counts. Where gateways know of a device's connections, only the word of the newest connection
 * counts, see {@link HeartbeatMonitor#connected}. A device of which only gone gateways speak is
 * UNREACHABLE. That is this view's own conclusion: its {@code since} is when this view came to it,
 * by this process's wall clock, and its transition number that of the gateway's last word.
 *
 * <p><b>Connection.</b> While it is SUSPENDED or LOST the view stays as it was and {@link
 * #freshness()} says how old it is; after RECONNECTED it catches up and tells the difference.
 * Thread-safe; reads do not block.
 *
 * <p>A page or claim that cannot be read is logged once and left out; the rest of the view lives
 * on. Znodes, read and watched only: {@code <root>/gateways}, {@code <root>/health} and all below
 * them.
 */
public interface FleetHealth extends AutoCloseable {

  /**
   * Returns the state of a device.
   *
   * @param device the device
   * @return its state, or empty if no gateway has tracked it, or all have untracked it
   */
  Optional<DeviceHealth> find(DeviceId device);

  /**
   * Returns the state of every device.
   *
   * @return a copy
   */
  Collection<DeviceHealth> all();

  /**
   * Returns how many devices are in each state.
   *
   * @return a number for every status
   */
  Map<DeviceStatus, Long> counts();

  /**
   * Returns how many of one gateway's devices are in each state: of those whose state is that
   * gateway's word.
   *
   * @param gateway the gateway's name
   * @return a number for every status
   */
  Map<DeviceStatus, Long> counts(String gateway);

  /**
   * Returns the state of a gateway's devices together.
   *
   * @param gateway the gateway's name
   * @return its state, or empty if nothing is known of the gateway
   */
  Optional<GroupHealth> group(String gateway);

  /**
   * Returns the state of every gateway's devices together.
   *
   * @return a copy
   */
  Collection<GroupHealth> groups();

  /**
   * Returns when a device was heard last, coarsely: as its gateway wrote it down, which it does if
   * {@link HeartbeatOptions#lastSeenEvery()} says so, and then at most every 30 s. The time is
   * right to a tenth of the silence that there was then, and to 100 ms; a beat heard since is not
   * in it. A device that has not been heard since it was tracked, or since it was to wake up,
   * counts as heard then.
   *
   * @param device the device
   * @return the time by the gateway's wall clock; empty if no gateway has written it, if the device
   *     slept then, or if the devices of its page have changed since
   */
  Optional<Instant> lastSeen(DeviceId device);

  /**
   * Returns the gateways that are present.
   *
   * @return their names
   */
  Set<String> gateways();

  /**
   * Returns how far the view can be trusted.
   *
   * @return whether it is live, and since when not
   */
  Freshness freshness();

  /**
   * Adds a listener; it is first told of every device as it is now, then of each change.
   *
   * @param listener called in order, one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   * @throws CoordinationClosedException if the view is closed
   */
  Subscription addListener(Consumer<HealthTransition> listener, Executor executor);

  /**
   * Adds a listener to the states of the gateways' devices together; it is first told of every
   * gateway as it is now, then of each change. What happens to a group is told here once, before
   * the listeners of devices hear what it means for each of them.
   *
   * @param listener called in order, one call at a time; what it throws is logged
   * @param executor the thread that the listener is called on
   * @return the registration
   * @throws CoordinationClosedException if the view is closed
   */
  Subscription addGroupListener(Consumer<GroupTransition> listener, Executor executor);

  /**
   * Returns the fleet's health for selectors: a device is healthy if it is UP, or if nobody tracks
   * it. It follows this view and ends with it.
   *
   * @return the source
   */
  default HealthSource asHealthSource() {
    return new HealthSource() {
      @Override
      public boolean isHealthy(DeviceId device) {
        return find(device).map(health -> health.status() == DeviceStatus.UP).orElse(true);
      }

      @Override
      public Subscription onChange(Runnable changed) {
        return addListener(transition -> changed.run(), Runnable::run);
      }
    };
  }

  /** Stops following the fleet. Idempotent. */
  @Override
  void close();
}
