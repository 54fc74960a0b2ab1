package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.internal.codec.Segment;
import java.time.Instant;
import java.util.List;

/** Takes from segments what a query asks for, and makes samples of nothing else. Immutable. */
final class HistoryFilter {
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private final HistoryQuery query;
  private final long from;
  private final long to;

  HistoryFilter(HistoryQuery query) {
    this.query = query;
    this.from = millisFrom(query.from());
    this.to = millisFrom(query.to());
  }

  // The first millisecond that is not before an instant, as far as samples' times go.
  private static long millisFrom(Instant instant) {
    Instant bounded =
        instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant.isAfter(END) ? END : instant;
    long millis = bounded.toEpochMilli();
    return Instant.ofEpochMilli(millis).equals(bounded) ? millis : millis + 1;
  }

  void take(Segment segment, List<Sample> samples) {
    boolean[] wanted = new boolean[segment.seriesCount()];
    boolean any = false;
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] =
          (query.device() == null || query.device().equals(segment.device(i)))
              && (query.metric() == null || query.metric().equals(segment.metric(i)));
      any |= wanted[i];
    }
    for (int i = 0; any && i < segment.size(); i++) {
      long time = segment.time(i);
      if (time >= from && time < to && wanted[segment.seriesOf(i)]) {
        samples.add(segment.get(i));
      }
    }
  }
}
