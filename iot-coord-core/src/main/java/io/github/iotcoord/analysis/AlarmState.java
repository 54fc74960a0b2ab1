package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One rule's state of one series. Not thread-safe. */
final class AlarmState {
  private final AlarmRule rule;
  private final Measure measure;
  private @Nullable Instant since;
  private int samples;
  private boolean raised;

  AlarmState(AlarmRule rule) {
    this.rule = rule;
    this.measure = rule.measure().get();
  }

  /** Takes the next sample, and returns what that comes to, or null for nothing. */
  @Nullable AlarmEvent next(Sample sample) {
    OptionalDouble measured = measure.next(sample.time(), sample.value());
    if (measured.isEmpty()) {
      return null;
    }
    return raised ? clear(sample, measured.getAsDouble()) : raise(sample, measured.getAsDouble());
  }

  private @Nullable AlarmEvent raise(Sample sample, double measured) {
    if (!rule.raises(measured)) {
      since = null;
      samples = 0;
      return null;
    }
    Instant from = since == null ? sample.time() : since;
    since = from;
    // It need not be counted beyond what is asked for.
    samples = Math.min(samples + 1, rule.samples());
    if (samples < rule.samples()
        || Duration.between(from, sample.time()).compareTo(rule.hold()) < 0) {
      return null;
    }
    raised = true;
    return new AlarmEvent(rule, true, sample, measured, from);
  }

  private @Nullable AlarmEvent clear(Sample sample, double measured) {
    if (!rule.clears(measured)) {
      return null;
    }
    Instant from = since == null ? sample.time() : since;
    raised = false;
    since = null;
    samples = 0;
    return new AlarmEvent(rule, false, sample, measured, from);
  }
}
