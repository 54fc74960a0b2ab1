package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Laps;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore.Segment;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.jdbc.JdbcHistoryStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Reads a range of time of all series from a database. */
final class StoredHistoryRunner implements Runner {
  private final Query query;
  private final int wanted;

  /** Reads; returns how many samples came. */
  interface Query {
    long count() throws Exception;
  }

  private StoredHistoryRunner(Query query, int wanted) {
    this.query = query;
    this.wanted = wanted;
  }

  /** As a stream of samples. */
  static Runner ours(Bed bed, int stored, int wanted) throws Exception {
    JdbcHistoryStore store = JdbcHistoryStore.on(FileDatabase.open(bed));
    List<Sample> samples = StoredFleet.samples(stored);
    Map<String, Long> none = Map.of();
    store.append("c", none, List.of(new Segment(new SegmentPosition("p", 0), samples)));
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root("/history").build());
    SensorDataChannel channel =
        bed.own(coord.sensorDataChannel("c", ChannelOptions.defaults().withHistory(store)));
    HistoryQuery range =
        HistoryQuery.between(
            Instant.ofEpochMilli(StoredFleet.time(begin(stored, wanted))),
            Instant.ofEpochMilli(StoredFleet.time(begin(stored, wanted) + wanted)));
    return new StoredHistoryRunner(
        () -> {
          double[] sum = {0};
          long[] count = {0};
          try (Stream<Sample> found = channel.history(range)) {
            found.forEach(
                sample -> {
                  sum[0] += sample.value();
                  count[0]++;
                });
          }
          return Double.isNaN(sum[0]) ? -1 : count[0];
        },
        wanted);
  }

  /** As rows. */
  static Runner jdbc(Bed bed, int stored, int wanted) throws Exception {
    DataSource database = FileDatabase.open(bed);
    PlainTable.create(database);
    PlainTable.insert(database, 0, StoredFleet.samples(stored), 1_000, stored);
    long from = StoredFleet.time(begin(stored, wanted));
    long to = StoredFleet.time(begin(stored, wanted) + wanted);
    return new StoredHistoryRunner(
        () -> {
          double sum = 0;
          long count = 0;
          try (Connection connection = database.getConnection();
              PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT series_id, time_ms, val FROM sample WHERE channel_id = 0"
                          + " AND time_ms >= ? AND time_ms < ? ORDER BY channel_id, time_ms")) {
            select.setLong(1, from);
            select.setLong(2, to);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                sum += rows.getInt(1) + rows.getLong(2) + rows.getDouble(3);
                count++;
              }
            }
          }
          return Double.isNaN(sum) ? -1 : count;
        },
        wanted);
  }

  // In the middle, at the beginning of a period.
  private static int begin(int stored, int wanted) {
    return (stored - wanted) / 2 / StoredFleet.SERIES * StoredFleet.SERIES;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    double nanos =
        Laps.meanNanos(
            time,
            () -> {
              long count = query.count();
              if (count != wanted) {
                throw new IllegalStateException(count + " samples were read and not " + wanted);
              }
            },
            () -> {});
    return new double[] {wanted * 1e9 / nanos};
  }
}
