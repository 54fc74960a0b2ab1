package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.HistoryStore.Segment;
import io.github.iotcoord.channel.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The samples of a transaction on their way into the table. Used by one thread. */
final class Rows {
  private final SeriesTable table;
  private final Connection connection;
  private final int channel;
  private final Sample[] samples;

  Rows(SeriesTable table, Connection connection, int channel, List<Segment> segments) {
    this.table = table;
    this.connection = connection;
    this.channel = channel;
    this.samples =
        segments.stream().flatMap(segment -> segment.samples().stream()).toArray(Sample[]::new);
  }

  /**
   * Inserts them.
   *
   * @param batch how many are sent at once
   * @return the numbers of series that were not remembered, to be remembered after the commit
   */
  Map<Series, Integer> insert(String sql, int batch) throws SQLException {
    Map<Series, Integer> numbers = new HashMap<>();
    long[] order = order(numbers);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      int waiting = 0;
      for (long key : order) {
        Sample sample = samples[(int) key];
        insert.setInt(1, channel);
        insert.setInt(2, (int) (key >>> 32));
        insert.setLong(3, sample.time().toEpochMilli());
        set(insert, sample.value());
        insert.addBatch();
        if (++waiting == batch) {
          insert.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        insert.executeBatch();
      }
    }
    return numbers;
  }

  // By series, and within one as they were published: what is next to each other in the index
  // arrives there one after the other, which H2 takes twice as fast as a leap for each row.
  private long[] order(Map<Series, Integer> fresh) throws SQLException {
    long[] keys = new long[samples.length];
    Set<Series> unknown = new LinkedHashSet<>();
    for (int i = 0; i < samples.length; i++) {
      Integer number = table.known(channel, Series.of(samples[i]));
      keys[i] = ((number == null ? 0L : number) << 32) | i;
      if (number == null) {
        unknown.add(Series.of(samples[i]));
      }
    }
    if (!unknown.isEmpty()) {
      fresh.putAll(table.numbers(connection, channel, unknown));
      for (int i = 0; i < samples.length; i++) {
        Integer number = fresh.get(Series.of(samples[i]));
        if (number != null) {
          keys[i] = ((long) number << 32) | i;
        }
      }
    }
    Arrays.sort(keys);
    return keys;
  }

  // H2 takes -0.0 for 0.0, so it is told in another way.
  private static void set(PreparedStatement insert, double value) throws SQLException {
    if (value == 0 && 1 / value < 0) {
      insert.setNull(4, Types.DOUBLE);
    } else {
      insert.setDouble(4, value);
    }
  }
}
