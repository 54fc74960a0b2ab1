package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SampleListener;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Judges samples by rules as they come: give it to {@code SensorDataChannel.subscribe}, or add
 * samples by hand.
 *
 * <p>A sample that is late, with an event time that is not after the newest of its series, is
 * judged by no rule and fires nothing: it is counted. The state of a series and a rule is a few
 * numbers, with {@link AlarmRule#anomaly} about 2 KB; it is kept until {@link #forget}.
 *
 * <p>It has no connection and no memory beyond the process: after a restart alarms that hold are
 * raised again. Thread-safe: one call at a time goes in. The listener is called on the calling
 * thread, in the order of the samples, after the batch has been taken; what it throws is thrown on,
 * after all else has been told.
 */
public final class AlarmMonitor implements SampleListener {
  private static final long NEVER = Long.MIN_VALUE;

  /** One metric of a device. */
  private static final class Series {
    final List<AlarmState> states;
    long newest = NEVER;

    Series(List<AlarmState> states) {
      this.states = states;
    }
  }

  private final List<AlarmRule> rules;
  private final Consumer<AlarmEvent> listener;
  private final Map<DeviceId, Map<String, Series>> devices = new HashMap<>();
  private long late;

  /**
   * Creates a monitor.
   *
   * @param rules the rules
   * @param listener told of alarms that are raised and cleared
   */
  public AlarmMonitor(List<AlarmRule> rules, Consumer<AlarmEvent> listener) {
    this.rules = List.copyOf(rules);
    this.listener = listener;
  }

  @Override
  public void samples(SegmentPosition position, List<Sample> samples) {
    add(samples);
  }

  /**
   * Judges samples, each series' in the order given.
   *
   * @param samples the samples
   */
  public synchronized void add(Collection<Sample> samples) {
    List<AlarmEvent> events = new ArrayList<>();
    for (Sample sample : samples) {
      Series series = seriesOf(sample);
      long time = sample.time().toEpochMilli();
      if (time <= series.newest) {
        late++;
        continue;
      }
      series.newest = time;
      for (AlarmState state : series.states) {
        AlarmEvent event = state.next(sample);
        if (event != null) {
          events.add(event);
        }
      }
    }
    Deliveries.deliver(events, listener);
  }

  private Series seriesOf(Sample sample) {
    Map<String, Series> metrics = devices.get(sample.device());
    if (metrics == null) {
      metrics = new HashMap<>();
      devices.put(sample.device(), metrics);
    }
    Series series = metrics.get(sample.metric());
    if (series == null) {
      series =
          new Series(
              rules.stream()
                  .filter(r -> r.metric() == null || sample.metric().equals(r.metric()))
                  .map(AlarmState::new)
                  .toList());
      metrics.put(sample.metric(), series);
    }
    return series;
  }

  /**
   * Forgets a device, for instance when it is deregistered. Its alarms are not cleared; if it has
   * samples again, they are its first.
   *
   * @param device the device
   */
  public synchronized void forget(DeviceId device) {
    devices.remove(device);
  }

  /**
   * Returns how many samples were not judged because they were not the newest of their series.
   *
   * @return the number of late samples
   */
  public synchronized long lateSamples() {
    return late;
  }
}
