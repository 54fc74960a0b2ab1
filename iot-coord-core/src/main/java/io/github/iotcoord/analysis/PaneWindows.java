package io.github.iotcoord.analysis;

import io.github.iotcoord.analysis.PaneResults.Dirty;
import io.github.iotcoord.channel.Sample;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Windows that tumble or slide. A sample is added once, to the pane that it is in, and windows are
 * merged from panes (J. Li et al., No pane, no gain, SIGMOD Record 34(1), 2005). Where the size is
 * no multiple of the slide, each slide has two panes, as in S. Krishnamurthy, C. Wu and M.
 * Franklin, On-the-fly sharing for streamed aggregation, SIGMOD 2006.
 */
final class PaneWindows implements WindowStore {
  private final long size;
  private final long slide;
  private final long lateness;
  private final int maxOpen;
  private final long first;
  private final PaneResults results;
  private final TreeMap<Long, Pane> panes = new TreeMap<>();
  private final TreeMap<Long, Dirty> dirty = new TreeMap<>();
  private @Nullable Pane latest;
  private long watermark = Long.MIN_VALUE;
  // Windows that end by then have been given up.
  private long expired = Long.MIN_VALUE;
  private int open;

  PaneWindows(Windows.Aligned windows, WindowOptions options, Consumer<WindowAggregate> sink) {
    size = windows.size().toMillis();
    slide = windows.slide().toMillis();
    lateness = options.allowedLateness().toMillis();
    maxOpen = options.maxOpen();
    first = options.firstMillis();
    results = new PaneResults(options.scopes(), size, sink);
  }

  @Override
  public Outcome add(Sample sample) {
    long time = sample.time().toEpochMilli();
    if (lastStart(time) < first) {
      return Outcome.ON_TIME;
    }
    if (lastStart(time) + size <= expired) {
      return Outcome.TOO_LATE;
    }
    long start = paneStart(time);
    Pane pane = pane(start);
    Accumulator sums = pane == null ? null : pane.find(sample);
    if (sums == null) {
      if (open >= maxOpen) {
        giveUpOldest();
        if (lastStart(time) + size <= expired) {
          return Outcome.TOO_LATE;
        }
        if (open >= maxOpen) {
          return Outcome.NO_ROOM;
        }
      }
      sums = panes.computeIfAbsent(start, Pane::new).create(sample);
      open++;
    }
    sums.add(time, sample.value());
    return noteLateness(sample, time);
  }

  private Outcome noteLateness(Sample sample, long time) {
    Outcome outcome = Outcome.ON_TIME;
    for (long start = firstStart(time); start <= time; start += slide) {
      if (start + size > watermark) {
        break;
      }
      outcome = Outcome.LATE;
      if (start + size > expired) {
        dirty.computeIfAbsent(start, s -> new Dirty()).add(sample);
      }
    }
    return outcome;
  }

  @Override
  public void advance(long to) {
    correct();
    if (to > watermark) {
      long from = watermark;
      watermark = to;
      fire(from);
      giveUp(to == Long.MAX_VALUE ? to : to - lateness);
    }
  }

  private void fire(long from) {
    if (panes.isEmpty()) {
      return;
    }
    long start = firstStart(panes.firstKey());
    if (from != Long.MIN_VALUE) {
      start = Math.max(start, firstStart(from));
    }
    while (start + size <= watermark) {
      Long pane = panes.ceilingKey(start);
      if (pane == null) {
        return;
      }
      if (pane >= start + size) {
        start = firstStart(pane);
        continue;
      }
      if (start >= first) {
        results.onTime(start, panesOf(start));
      }
      start += slide;
    }
  }

  private void correct() {
    dirty.forEach(
        (start, samples) -> {
          if (start >= first) {
            results.late(start, panesOf(start), samples);
          }
        });
    dirty.clear();
  }

  private void giveUpOldest() {
    if (panes.isEmpty()) {
      return;
    }
    long end = lastStart(panes.firstKey()) + size;
    if (end <= watermark) {
      correct();
      giveUp(end);
    }
  }

  private void giveUp(long end) {
    expired = Math.max(expired, end);
    while (!panes.isEmpty() && lastStart(panes.firstKey()) + size <= expired) {
      Map.Entry<Long, Pane> gone = panes.pollFirstEntry();
      open -= gone.getValue().size();
    }
    latest = null;
    results.forget(expired);
  }

  @Override
  public int open() {
    return open;
  }

  private @Nullable Pane pane(long start) {
    if (latest == null || latest.start() != start) {
      latest = panes.get(start);
    }
    return latest;
  }

  private NavigableMap<Long, Pane> panesOf(long start) {
    return panes.subMap(start, true, start + size, false);
  }

  private long paneStart(long time) {
    long start = lastStart(time);
    long rest = size % slide;
    return rest > 0 && time - start >= rest ? start + rest : start;
  }

  // Of the windows that a time is in, the last to begin.
  private long lastStart(long time) {
    return Math.floorDiv(time, slide) * slide;
  }

  // Of the windows that a time is in, the first to begin.
  private long firstStart(long time) {
    return Math.floorDiv(time - size, slide) * slide + slide;
  }
}
