package io.github.iotcoord.bench.compare.channel;

import static io.github.iotcoord.bench.compare.Contest.OURS;

import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Metric;
import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Side;
import java.util.List;

/** The contests about a channel's history in an embedded database, a file of H2's. */
final class StoreContests {
  private static final List<Metric> RATE = List.of(new Metric("rate", "samples/s", Better.HIGHER));

  private StoreContests() {}

  /** Committed segments into the database. */
  static Contest archive(int samples) {
    return new Contest(
        "channel.archive",
        samples + " samples of 4,000 series from committed segments into H2",
        RATE,
        List.of(
            new Side(
                OURS,
                "until the archiver has committed the last, read from ZooKeeper",
                bed -> ArchiveRunner.ours(bed, samples)),
            new Side(
                "JDBC",
                "for the last commit: the rows are at hand, in batches of 1,000, transactions of 85,000",
                bed -> ArchiveRunner.jdbc(bed, samples))));
  }

  /** A range of time from the database. */
  static Contest history(int stored, int wanted) {
    return new Contest(
        "channel.history.store",
        wanted + " of " + stored + " samples of 4,000 series by time from H2",
        RATE,
        List.of(
            new Side(
                OURS,
                "for the last sample of the stream, ZooKeeper asked for newer ones before",
                bed -> StoredHistoryRunner.ours(bed, stored, wanted)),
            new Side(
                "JDBC",
                "for the last row: three columns are read, no sample is made",
                bed -> StoredHistoryRunner.jdbc(bed, stored, wanted))));
  }
}
