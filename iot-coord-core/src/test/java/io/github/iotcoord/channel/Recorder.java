package io.github.iotcoord.channel;

import io.github.iotcoord.CoordinationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A listener that keeps what it hears, on a thread of its own. Thread-safe. */
final class Recorder implements SampleListener, AutoCloseable {
  record Gap(SegmentPosition from, long count) {}

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<SegmentPosition> positions = new ArrayList<>();
  private final Map<String, List<Double>> values = new HashMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<CoordinationException> ends = new ArrayList<>();

  ExecutorService thread() {
    return thread;
  }

  @Override
  public synchronized void samples(SegmentPosition position, List<Sample> samples) {
    positions.add(position);
    List<Double> list = values.computeIfAbsent(position.publisher(), p -> new ArrayList<>());
    samples.forEach(sample -> list.add(sample.value()));
  }

  @Override
  public synchronized void gap(SegmentPosition from, long count) {
    gaps.add(new Gap(from, count));
  }

  @Override
  public synchronized void stopped(CoordinationException reason) {
    ends.add(reason);
  }

  synchronized List<CoordinationException> ends() {
    return List.copyOf(ends);
  }

  synchronized List<SegmentPosition> positions() {
    return List.copyOf(positions);
  }

  synchronized List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  /** The values heard, of one publisher after the other. */
  synchronized List<Double> values() {
    return values.values().stream().flatMap(List::stream).toList();
  }

  /** The values of the publisher whose name begins so. */
  synchronized List<Double> values(String identity) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(identity + "~"))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
