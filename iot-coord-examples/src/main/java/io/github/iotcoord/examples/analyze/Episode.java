package io.github.iotcoord.examples.analyze;

import io.github.iotcoord.analysis.AlarmEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alarm from when it was raised until it was cleared, if it was.
 *
 * @param raised when it was raised
 * @param score the score that raised it
 * @param cleared when it was cleared
 */
record Episode(Instant raised, double score, @Nullable Instant cleared) {

  /** Pairs the events of one rule and one series. */
  static List<Episode> of(List<AlarmEvent> events) {
    List<Episode> episodes = new ArrayList<>();
    for (AlarmEvent event : events) {
      Instant time = event.sample().time();
      if (event.raised()) {
        episodes.add(new Episode(time, event.measured(), null));
      } else {
        Episode open = episodes.remove(episodes.size() - 1);
        episodes.add(new Episode(open.raised, open.score, time));
      }
    }
    return episodes;
  }
}
