package io.github.iotcoord.registry;

import io.github.iotcoord.Subscription;

/**
 * Who knows which devices are healthy, for selectors that choose healthy ones first. {@code
 * FleetHealth.asHealthSource()} is one. Must be thread-safe and must not block.
 */
public interface HealthSource {

  /**
   * Tells whether a device is healthy.
   *
   * @param device the device
   * @return whether it should be chosen before others; true where nothing is known of it
   */
  boolean isHealthy(DeviceId device);

  /**
   * Asks to be told when the health of any device has changed.
   *
   * @param changed called then, on any thread; does not block
   * @return the registration
   */
  Subscription onChange(Runnable changed);
}
