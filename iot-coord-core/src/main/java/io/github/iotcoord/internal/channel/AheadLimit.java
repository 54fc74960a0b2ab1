package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;

/**
 * How far ahead of a clock the event time of a sample may be: one further ahead would hide from
 * {@code latest} all that are measured until then. Immutable.
 */
final class AheadLimit {
  private final InstantSource clock;
  private final Duration ahead;

  AheadLimit(InstantSource clock, Duration ahead) {
    this.clock = clock;
    this.ahead = ahead;
  }

  /**
   * Checks samples before they are published.
   *
   * @throws IllegalArgumentException if one of them is too far ahead
   */
  void check(Collection<Sample> samples) {
    Instant now = clock.instant();
    Instant last = now.plus(ahead);
    for (Sample sample : samples) {
      if (sample.time().isAfter(last)) {
        throw new IllegalArgumentException(
            String.format(
                "time of %s of %s is %s, more than %s ahead of this process's clock, which shows"
                    + " %s",
                sample.metric(), sample.device(), sample.time(), ahead, now));
      }
    }
  }
}
