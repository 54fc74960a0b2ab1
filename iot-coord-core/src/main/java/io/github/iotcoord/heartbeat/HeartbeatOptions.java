package io.github.iotcoord.heartbeat;

import io.github.iotcoord.Ticker;
import io.github.iotcoord.failure.FailureDetector;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a {@link HeartbeatMonitor} judges. Immutable; begin with {@link #defaults()}.
 *
 * @param detector says when a silent device is suspected
 * @param confirmation how much longer, in periods of the device, a suspect must stay silent to be
 *     DOWN; 0 to 1000
 * @param tick how often the monitor looks at its deadlines and publishes; from 1 ms to a minute
 * @param grace for how long nobody is condemned after the monitor was paused or disconnected, or
 *     its devices had fallen silent together
 * @param overrun how much later than planned a tick may come, if that is more than another tick:
 *     one that comes later tells that the monitor was paused; from zero to an hour
 * @param recoveryBeats how many beats make a device that was DOWN UP again; 1 to 14, and never less
 *     than 3 while it flaps
 * @param flapOutages how many outages, each counting for less as time passes, make a device flap; 2
 *     to 15. It ceases to when less than a third of that is left
 * @param flapHalfLife in which time an outage comes to count half; from a second to 30 days
 * @param massSilenceDevices how many devices at least must fall silent together to be taken for a
 *     silence of the gateway; at least 2
 * @param massSilenceShare which part of the devices must; above 0, at most 1
 * @param lastSeenEvery how often the monitor publishes when its devices were heard, for {@link
 *     FleetHealth#lastSeen}; at least 30 s, or zero for never
 * @param ticker the clock that beats are judged by
 */
public record HeartbeatOptions(
    FailureDetector detector,
    double confirmation,
    Duration tick,
    Duration grace,
    Duration overrun,
    int recoveryBeats,
    int flapOutages,
    Duration flapHalfLife,
    int massSilenceDevices,
    double massSilenceShare,
    Duration lastSeenEvery,
    Ticker ticker) {
  private static final Duration LONGEST_OVERRUN = Duration.ofHours(1);
  private static final Duration SHORTEST_HALF_LIFE = Duration.ofSeconds(1);
  private static final Duration LONGEST_HALF_LIFE = Duration.ofDays(30);

  /**
   * Creates options.
   *
   * @param detector says when a silent device is suspected
   * @param confirmation how much longer, in periods of the device, a suspect must stay silent to be
   *     DOWN; 0 to 1000
   * @param tick how often the monitor looks at its deadlines and publishes; from 1 ms to a minute
   * @param grace for how long nobody is condemned after the monitor was paused or disconnected, or
   *     its devices had fallen silent together
   * @param overrun how much later than planned a tick may come, if that is more than another tick:
   *     one that comes later tells that the monitor was paused; from zero to an hour
   * @param recoveryBeats how many beats make a device that was DOWN UP again; 1 to 14, and never
   *     less than 3 while it flaps
   * @param flapOutages how many outages, each counting for less as time passes, make a device flap;
   *     2 to 15. It ceases to when less than a third of that is left
   * @param flapHalfLife in which time an outage comes to count half; from a second to 30 days
   * @param massSilenceDevices how many devices at least must fall silent together to be taken for a
   *     silence of the gateway; at least 2
   * @param massSilenceShare which part of the devices must; above 0, at most 1
   * @param lastSeenEvery how often the monitor publishes when its devices were heard
   * @param ticker the clock that beats are judged by
   * @throws IllegalArgumentException if a value is missing or out of its range
   */
  public HeartbeatOptions {
    requireGiven("detector", detector);
    requireGiven("tick", tick);
    requireGiven("grace", grace);
    requireGiven("overrun", overrun);
    requireGiven("flapHalfLife", flapHalfLife);
    requireGiven("lastSeenEvery", lastSeenEvery);
    requireGiven("ticker", ticker);
    if (!lastSeenEvery.isZero()
        && (lastSeenEvery.compareTo(Duration.ofSeconds(30)) < 0
            || lastSeenEvery.compareTo(Duration.ofDays(1)) > 0)) {
      throw new IllegalArgumentException(
          "lastSeenEvery must be from 30 s to a day, or zero, was " + lastSeenEvery);
    }
    if (!(confirmation >= 0 && confirmation <= 1_000)) {
      throw new IllegalArgumentException("confirmation must be 0 to 1000, was " + confirmation);
    }
    if (tick.compareTo(Duration.ofMillis(1)) < 0 || tick.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("tick must be from 1 ms to 1 minute, was " + tick);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative, was " + grace);
    }
    if (overrun.isNegative() || overrun.compareTo(LONGEST_OVERRUN) > 0) {
      throw new IllegalArgumentException("overrun must be from 0 to 1 hour, was " + overrun);
    }
    requireBetween("recoveryBeats", recoveryBeats, 1, 14);
    requireBetween("flapOutages", flapOutages, 2, 15);
    if (flapHalfLife.compareTo(SHORTEST_HALF_LIFE) < 0
        || flapHalfLife.compareTo(LONGEST_HALF_LIFE) > 0) {
      throw new IllegalArgumentException(
          "flapHalfLife must be from 1 s to 30 days, was " + flapHalfLife);
    }
    requireBetween("massSilenceDevices", massSilenceDevices, 2, Integer.MAX_VALUE);
    if (!(massSilenceShare > 0 && massSilenceShare <= 1)) {
      throw new IllegalArgumentException(
          "massSilenceShare must be above 0 and at most 1, was " + massSilenceShare);
    }
  }

  private static void requireGiven(String what, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(what + " must not be null");
    }
  }

  private static void requireBetween(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + ", was " + value);
    }
  }

  /**
   * Returns the defaults: the adaptive detector, one period of confirmation, a tick of 100 ms that
   * may come 100 ms late, a grace of 2 s; one beat makes UP again; three outages, with a half-life
   * of 10 minutes, make a device flap; and half of the devices, but ten at least, silent together
   * are a silence of the gateway; when devices were heard is not published.
   *
   * @return the defaults
   */
  public static HeartbeatOptions defaults() {
    return new HeartbeatOptions(
        FailureDetector.adaptive(),
        1,
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Duration.ofMillis(100),
        1,
        3,
        Duration.ofMinutes(10),
        10,
        0.5,
        Duration.ZERO,
        Ticker.system());
  }

  /**
   * Returns the same options with another detector.
   *
   * @param newDetector the detector
   * @return new options
   */
  public HeartbeatOptions withDetector(FailureDetector newDetector) {
    return with(draft -> draft.detector = newDetector);
  }

  /**
   * Returns the same options with another confirmation.
   *
   * @param periods the number of periods
   * @return new options
   */
  public HeartbeatOptions withConfirmation(double periods) {
    return with(draft -> draft.confirmation = periods);
  }

  /**
   * Returns the same options with another tick.
   *
   * @param newTick the tick
   * @return new options
   */
  public HeartbeatOptions withTick(Duration newTick) {
    return with(draft -> draft.tick = newTick);
  }

  /**
   * Returns the same options with another grace.
   *
   * @param newGrace the grace
   * @return new options
   */
  public HeartbeatOptions withGrace(Duration newGrace) {
    return with(draft -> draft.grace = newGrace);
  }

  /**
   * Returns the same options with another overrun.
   *
   * @param newOverrun the overrun
   * @return new options
   */
  public HeartbeatOptions withOverrun(Duration newOverrun) {
    return with(draft -> draft.overrun = newOverrun);
  }

  /**
   * Returns the same options with another number of beats to recover.
   *
   * @param beats the number of beats
   * @return new options
   */
  public HeartbeatOptions withRecoveryBeats(int beats) {
    return with(draft -> draft.recoveryBeats = beats);
  }

  /**
   * Returns the same options with other bounds for flapping.
   *
   * @param outages how many outages make a device flap
   * @param halfLife in which time an outage comes to count half
   * @return new options
   */
  public HeartbeatOptions withFlapping(int outages, Duration halfLife) {
    return with(
        draft -> {
          draft.flapOutages = outages;
          draft.flapHalfLife = halfLife;
        });
  }

  /**
   * Returns the same options with another bound for a silence of the gateway.
   *
   * @param devices how many devices at least must fall silent together
   * @param share which part of the devices must
   * @return new options
   */
  public HeartbeatOptions withMassSilence(int devices, double share) {
    return with(
        draft -> {
          draft.massSilenceDevices = devices;
          draft.massSilenceShare = share;
        });
  }

  /**
   * Returns the same options with another pace of publishing when devices were heard.
   *
   * @param pace how often, at least 30 s; zero for never
   * @return new options
   */
  public HeartbeatOptions withLastSeenEvery(Duration pace) {
    return with(draft -> draft.lastSeenEvery = pace);
  }

  /**
   * Returns the same options with another clock.
   *
   * @param newTicker the clock
   * @return new options
   */
  public HeartbeatOptions withTicker(Ticker newTicker) {
    return with(draft -> draft.ticker = newTicker);
  }

  private HeartbeatOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The values of options, one of which is about to be another. */
  private static final class Draft {
    FailureDetector detector;
    double confirmation;
    Duration tick;
    Duration grace;
    Duration overrun;
    int recoveryBeats;
    int flapOutages;
    Duration flapHalfLife;
    int massSilenceDevices;
    double massSilenceShare;
    Duration lastSeenEvery;
    Ticker ticker;

    Draft(HeartbeatOptions from) {
      detector = from.detector;
      confirmation = from.confirmation;
      tick = from.tick;
      grace = from.grace;
      overrun = from.overrun;
      recoveryBeats = from.recoveryBeats;
      flapOutages = from.flapOutages;
      flapHalfLife = from.flapHalfLife;
      massSilenceDevices = from.massSilenceDevices;
      massSilenceShare = from.massSilenceShare;
      lastSeenEvery = from.lastSeenEvery;
      ticker = from.ticker;
    }

    HeartbeatOptions options() {
      return new HeartbeatOptions(
          detector,
          confirmation,
          tick,
          grace,
          overrun,
          recoveryBeats,
          flapOutages,
          flapHalfLife,
          massSilenceDevices,
          massSilenceShare,
          lastSeenEvery,
          ticker);
    }
  }
}
