package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.Locale;

/**
 * An alarm that is raised or cleared. Immutable.
 *
 * @param rule the rule
 * @param raised whether it is raised or cleared
 * @param sample the sample that did it
 * @param measured what was judged: the value, its rate, or its score
 * @param since when the first sample of this alarm reached the threshold
 */
public record AlarmEvent(
    AlarmRule rule, boolean raised, Sample sample, double measured, Instant since) {

  /**
   * Returns the level that was passed.
   *
   * @return the rule's threshold, or its clearing level
   */
  public double level() {
    return raised ? rule.threshold() : rule.clearing();
  }

  /**
   * Says why, for people.
   *
   * @return a line of text
   */
  public String reason() {
    return String.format(
        Locale.ROOT,
        "%s %s: %s of %s is %s, measured %s, %s %s, since %s",
        rule.name(),
        raised ? "raised" : "cleared",
        sample.metric(),
        sample.device(),
        sample.value(),
        measured,
        comparison(),
        level(),
        since);
  }

  private String comparison() {
    if (raised) {
      return rule.above() ? "at least" : "at most";
    }
    return rule.above() ? "below" : "above";
  }
}
