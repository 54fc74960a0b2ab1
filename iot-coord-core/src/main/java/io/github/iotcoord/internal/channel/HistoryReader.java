package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.channel.LogReader.Listing;
import io.github.iotcoord.internal.channel.LogReader.Read;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads back all that a channel's logs hold, a bounded part at a time. Thread-safe. */
final class HistoryReader {
  private final CoordContext context;
  private final LogReader reader;
  private final Quarantine quarantine;

  HistoryReader(CoordContext context, LogReader reader, Quarantine quarantine) {
    this.context = context;
    this.reader = reader;
    this.quarantine = quarantine;
  }

  /** The samples wanted, by event time; those of one time by publisher, then as published. */
  List<Sample> read(HistoryQuery query) throws InterruptedException {
    return sorted(segments(query, Map.of()));
  }

  /**
   * The segments after some positions, with those of their samples that are wanted.
   *
   * @param after the last segments that are not to be read, by publisher
   */
  List<HistoryStore.Segment> segments(HistoryQuery query, Map<String, Long> after)
      throws InterruptedException {
    List<Listing> logs = new ArrayList<>(ask("Listing", reader::listAll));
    logs.sort(Comparator.comparing(Listing::publisher));
    HistoryFilter filter = new HistoryFilter(query);
    List<HistoryStore.Segment> segments = new ArrayList<>();
    for (Listing log : logs) {
      long last = after.getOrDefault(log.publisher(), -1L);
      long[] numbers = Arrays.stream(log.numbers()).filter(number -> number > last).toArray();
      read(log.publisher(), numbers, filter, segments);
    }
    return segments;
  }

  static List<Sample> sorted(List<HistoryStore.Segment> segments) {
    List<Sample> samples = new ArrayList<>();
    segments.forEach(segment -> samples.addAll(segment.samples()));
    samples.sort(Comparator.comparing(Sample::time));
    return List.copyOf(samples);
  }

  private void read(
      String publisher, long[] numbers, HistoryFilter filter, List<HistoryStore.Segment> segments)
      throws InterruptedException {
    for (int from = 0; from < numbers.length; from += LogReader.WINDOW) {
      List<String> paths = new ArrayList<>();
      for (int i = from; i < Math.min(numbers.length, from + LogReader.WINDOW); i++) {
        paths.add(reader.segment(publisher, numbers[i]));
      }
      List<Read> reads = ask("Reading", session -> reader.read(session, paths));
      for (int i = 0; i < reads.size(); i++) {
        SegmentPosition position = new SegmentPosition(publisher, numbers[from + i]);
        add(position, reads.get(i), filter, segments);
      }
    }
  }

  private void add(
      SegmentPosition position, Read read, HistoryFilter filter, List<HistoryStore.Segment> found) {
    if (read.node() == null && read.refusal() == null) {
      return; // Retention has taken it since the log was listed.
    }
    Segment segment = quarantine.decode(position, read);
    if (segment != null) {
      List<Sample> wanted = new ArrayList<>();
      filter.take(segment, wanted);
      if (!wanted.isEmpty()) {
        found.add(new HistoryStore.Segment(position, wanted));
      }
    }
  }

  private <T> T ask(String what, Function<ZkSession, CompletableFuture<T>> request)
      throws InterruptedException {
    String task = what + " channel " + reader.channel();
    return context.await(context.zk().retrying(task, context.operationTimeout(), request), task);
  }
}
