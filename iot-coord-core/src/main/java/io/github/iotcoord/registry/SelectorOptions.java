package io.github.iotcoord.registry;

import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DeviceSelector} chooses. Immutable.
 *
 * @param strategy the rule
 * @param weight how much of the choices a device should get, for WEIGHTED and RENDEZVOUS; asked
 *     when the candidates change. A device whose weight is negative, infinite or not a number, or
 *     whose function throws, weighs nothing; if none weighs anything, all weigh the same
 * @param load how loaded a device is besides its uses under way, for LEAST_LOADED; asked at each
 *     choice, so it must be quick
 * @param health who knows which devices are healthy, or null to take all for healthy
 * @param ejection for how long a device is not chosen after an error was reported; each further
 *     error doubles it. Zero to choose it all the same
 * @param longestEjection where the doubling ends
 */
public record SelectorOptions(
    SelectionStrategy strategy,
    ToDoubleFunction<RegisteredDevice> weight,
    ToDoubleFunction<RegisteredDevice> load,
    @Nullable HealthSource health,
    Duration ejection,
    Duration longestEjection) {

  /**
   * Checks options.
   *
   * @throws IllegalArgumentException if one is missing or not possible
   */
  public SelectorOptions {
    if (strategy == null || weight == null || load == null) {
      throw new IllegalArgumentException("strategy, weight and load must not be null");
    }
    if (ejection == null || ejection.isNegative()) {
      throw new IllegalArgumentException("ejection must not be negative, was " + ejection);
    }
    if (longestEjection == null || longestEjection.compareTo(ejection) < 0) {
      throw new IllegalArgumentException(
          "longestEjection must be at least " + ejection + ", was " + longestEjection);
    }
  }

  /**
   * Returns options for a strategy: all weigh the same, all are healthy, and a device of which an
   * error is reported is out for ten seconds, after more errors for up to five minutes.
   *
   * @param strategy the rule
   * @return the options
   */
  public static SelectorOptions of(SelectionStrategy strategy) {
    return new SelectorOptions(
        strategy, device -> 1, device -> 0, null, Duration.ofSeconds(10), Duration.ofMinutes(5));
  }

  /**
   * Weighs devices.
   *
   * @param newWeight how much of the choices a device should get
   * @return new options
   */
  public SelectorOptions withWeight(ToDoubleFunction<RegisteredDevice> newWeight) {
    return new SelectorOptions(strategy, newWeight, load, health, ejection, longestEjection);
  }

  /**
   * Weighs devices by the number in one of their attributes; one without it weighs 1, one in which
   * it is no number weighs nothing.
   *
   * @param attribute the attribute's name
   * @return new options
   */
  public SelectorOptions withWeightOf(String attribute) {
    if (attribute == null || attribute.isEmpty()) {
      throw new IllegalArgumentException("the attribute must have a name, was " + attribute);
    }
    return withWeight(
        device -> Double.parseDouble(device.device().attributes().getOrDefault(attribute, "1")));
  }

  /**
   * Adds load that is known from elsewhere.
   *
   * @param newLoad how loaded a device is, in uses under way
   * @return new options
   */
  public SelectorOptions withLoad(ToDoubleFunction<RegisteredDevice> newLoad) {
    return new SelectorOptions(strategy, weight, newLoad, health, ejection, longestEjection);
  }

  /**
   * Chooses healthy devices first.
   *
   * @param source who knows which they are
   * @return new options
   */
  public SelectorOptions withHealth(HealthSource source) {
    return new SelectorOptions(strategy, weight, load, source, ejection, longestEjection);
  }

  /**
   * Sets for how long a device is out after an error.
   *
   * @param first after one error
   * @param longest after many
   * @return new options
   */
  public SelectorOptions withEjection(Duration first, Duration longest) {
    return new SelectorOptions(strategy, weight, load, health, first, longest);
  }
}
