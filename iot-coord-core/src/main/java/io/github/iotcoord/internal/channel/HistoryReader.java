package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.internal.channel.LogReader.Listing;
import io.github.iotcoord.internal.channel.LogReader.Read;
import io.github.iotcoord.internal.codec.Segment;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    List<Listing> logs = new ArrayList<>(ask("Listing", reader::listAll));
    logs.sort(Comparator.comparing(Listing::publisher));
    HistoryFilter filter = new HistoryFilter(query);
    List<Sample> samples = new ArrayList<>();
    for (Listing log : logs) {
      read(log, filter, samples);
    }
    samples.sort(Comparator.comparing(Sample::time));
    return List.copyOf(samples);
  }

  private void read(Listing log, HistoryFilter filter, List<Sample> samples)
      throws InterruptedException {
    for (int from = 0; from < log.numbers().length; from += LogReader.WINDOW) {
      List<String> paths = new ArrayList<>();
      for (int i = from; i < Math.min(log.numbers().length, from + LogReader.WINDOW); i++) {
        paths.add(reader.segment(log.publisher(), log.numbers()[i]));
      }
      List<Read> reads = ask("Reading", session -> reader.read(session, paths));
      for (int i = 0; i < reads.size(); i++) {
        SegmentPosition position = new SegmentPosition(log.publisher(), log.numbers()[from + i]);
        add(position, reads.get(i), filter, samples);
      }
    }
  }

  private void add(
      SegmentPosition position, Read read, HistoryFilter filter, List<Sample> samples) {
    if (read.node() == null && read.refusal() == null) {
      return; // Retention has taken it since the log was listed.
    }
    Segment segment = quarantine.decode(position, read);
    if (segment != null) {
      filter.take(segment, samples);
    }
  }

  private <T> T ask(String what, Function<ZkSession, CompletableFuture<T>> request)
      throws InterruptedException {
    String task = what + " channel " + reader.channel();
    return context.await(context.zk().retrying(task, context.operationTimeout(), request), task);
  }
}
