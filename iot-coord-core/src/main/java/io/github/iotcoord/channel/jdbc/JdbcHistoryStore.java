package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.HistoryStoreException;
import io.github.iotcoord.channel.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A history store in an H2 or PostgreSQL database, or one that speaks PostgreSQL's protocol and
 * says that it is one.
 *
 * <p>Its tables are created at the first call, and those of an older version of the library brought
 * up to date; those of a newer one are refused. Samples are rows: {@code <prefix>sample} with the
 * number of their series, their time in milliseconds since 1970 and their value, in which NULL
 * stands for -0.0; {@code <prefix>series} says which channel, device, metric and unit a series has.
 *
 * <p>Each call takes a connection of the data source and gives it back, {@link #read} when its
 * snapshot is closed or has been read to its end. Whoever appends to a channel holds a lock on its
 * row until the commit. ZooKeeper plays no part here. Thread-safe.
 */
public final class JdbcHistoryStore implements HistoryStore {
  /** Of so many series the rows are found by the series, of more by the time. */
  private static final int FEW_SERIES = 50;

  private static final int DELETED_AT_ONCE = 10_000;

  private final DataSource source;
  private final JdbcHistoryOptions options;
  private final Schema schema;
  private final SeriesTable seriesTable;
  private final Positions positions;
  private volatile @Nullable Dialect dialect;

  private JdbcHistoryStore(DataSource source, JdbcHistoryOptions options) {
    if (source == null || options == null) {
      throw new IllegalArgumentException("data source and options must not be null");
    }
    this.source = source;
    this.options = options;
    this.schema = new Schema(options.tablePrefix());
    this.seriesTable = new SeriesTable(schema);
    this.positions = new Positions(schema);
  }

  /**
   * Makes a store with default options. Nothing is asked of the database yet.
   *
   * @param source where its connections come from, best of a pool; it is never closed here
   * @return the store
   */
  public static JdbcHistoryStore on(DataSource source) {
    return on(source, JdbcHistoryOptions.defaults());
  }

  /**
   * Makes a store. Nothing is asked of the database yet.
   *
   * @param source where its connections come from, best of a pool; it is never closed here
   * @param options how it uses the database
   * @return the store
   */
  public static JdbcHistoryStore on(DataSource source, JdbcHistoryOptions options) {
    return new JdbcHistoryStore(source, options);
  }

  /** What is done with the database. */
  private interface Task<T> {
    T run(Dialect dialect) throws SQLException;
  }

  private <T> T run(String what, String channel, Task<T> task) {
    if (channel == null) {
      throw new IllegalArgumentException("channel must not be null");
    }
    try {
      return task.run(prepared());
    } catch (SQLException e) {
      throw new HistoryStoreException(
          what + " the history of channel " + channel + " failed: " + e.getMessage(), e);
    }
  }

  private Dialect prepared() throws SQLException {
    Dialect known = dialect;
    return known == null ? prepare() : known;
  }

  // Several threads may do it at once, as several processes may; none waits for another's
  // connection.
  private Dialect prepare() throws SQLException {
    try (Connection connection = source.getConnection()) {
      Dialect found = Dialect.of(connection);
      boolean autoCommit = connection.getAutoCommit();
      try {
        schema.prepare(connection);
      } finally {
        connection.setAutoCommit(autoCommit);
      }
      dialect = found;
      return found;
    }
  }

  @Override
  public Map<String, Long> positions(String channel) {
    return run(
        "Asking for",
        channel,
        sql -> {
          try (Work work = Work.begin(source, sql)) {
            return positions.of(work.connection(), channel);
          }
        });
  }

  @Override
  public boolean append(String channel, Map<String, Long> expected, List<Segment> segments) {
    return run(
        "Adding to",
        channel,
        sql -> {
          boolean added = false;
          try {
            added = add(sql, channel, expected, segments);
          } finally {
            if (!added) {
              seriesTable.forget();
            }
          }
          return added;
        });
  }

  private boolean add(
      Dialect sql, String channel, Map<String, Long> expected, List<Segment> segments)
      throws SQLException {
    ensureChannel(sql, channel);
    try (Work work = Work.begin(source, sql)) {
      Connection connection = work.connection();
      int id = positions.lock(connection, channel);
      if (!positions.move(connection, id, expected, segments)) {
        return false;
      }
      Map<Series, Integer> fresh =
          new Rows(seriesTable, connection, id, segments)
              .insert(
                  schema.sql(
                      "INSERT INTO ${prefix}sample (channel_id, series_id, time_ms, val)"
                          + " VALUES (?, ?, ?, ?)"),
                  options.insertBatch());
      connection.commit();
      seriesTable.remember(id, fresh);
      return true;
    }
  }

  // In a transaction of its own, since two that create it at once collide.
  private void ensureChannel(Dialect sql, String channel) throws SQLException {
    if (positions.isKnown(channel)) {
      return;
    }
    try (Work work = Work.begin(source, sql)) {
      positions.create(work.connection(), channel);
      work.connection().commit();
    } catch (SQLException e) {
      try (Work work = Work.begin(source, sql)) {
        if (!positions.exists(work.connection(), channel)) {
          throw e;
        }
      }
    }
  }

  @Override
  public Snapshot read(String channel, HistoryQuery query) {
    return run(
        "Reading",
        channel,
        sql -> {
          Work work = Work.snapshot(source, sql);
          try {
            Map<String, Long> upTo = positions.of(work.connection(), channel);
            return new Snapshot(upTo, samples(work, channel, query));
          } catch (SQLException | RuntimeException e) {
            try (work) {
              throw e;
            }
          }
        });
  }

  private Stream<Sample> samples(Work work, String channel, HistoryQuery query)
      throws SQLException {
    Connection connection = work.connection();
    Map<Integer, Series> series = seriesTable.matching(connection, channel, query);
    if (series.isEmpty()) {
      work.close();
      return Stream.empty();
    }
    List<Integer> keys = new ArrayList<>();
    String by;
    if (series.size() == 1) {
      by = "series_id = ? %s ORDER BY series_id, time_ms";
      keys.addAll(series.keySet());
    } else if (series.size() <= FEW_SERIES) {
      String marks = String.join(", ", Collections.nCopies(series.size(), "?"));
      by = "series_id IN (" + marks + ") %s ORDER BY time_ms";
      keys.addAll(series.keySet());
    } else {
      by = "channel_id = ? %s ORDER BY channel_id, time_ms";
      keys.add(positions.id(connection, channel));
    }
    PreparedStatement select =
        connection.prepareStatement(
            schema.sql("SELECT series_id, time_ms, val FROM ${prefix}sample WHERE ")
                + by.formatted("AND time_ms >= ? AND time_ms < ?"));
    select.setFetchSize(options.fetchRows());
    int index = 1;
    for (int key : keys) {
      select.setInt(index++, key);
    }
    select.setLong(index++, Millis.atOrAfter(query.from()));
    select.setLong(index, Millis.atOrAfter(query.to()));
    return RowStream.of(select.executeQuery(), series, work);
  }

  @Override
  public void forget(String channel, Map<String, Long> ended) {
    run(
        "Forgetting publishers in",
        channel,
        sql -> {
          try (Work work = Work.begin(source, sql)) {
            positions.forget(work.connection(), channel, ended);
            work.connection().commit();
            return true;
          }
        });
  }

  /**
   * Deletes what is older than a time, some at a time, each part in a transaction of its own.
   * Series and positions stay.
   *
   * @param channel the channel's name
   * @param before the event time from which on samples stay
   * @return how many samples were deleted
   * @throws HistoryStoreException if the store does not do it; what was deleted by then is gone
   */
  public long deleteBefore(String channel, Instant before) {
    if (before == null) {
      throw new IllegalArgumentException("before must not be null");
    }
    long end = Millis.atOrAfter(before);
    return run(
        "Deleting from",
        channel,
        sql -> {
          long deleted = 0;
          for (long part = -1; part != 0; deleted += part) {
            try (Work work = Work.begin(source, sql)) {
              part = deleteSome(work.connection(), channel, end);
              work.connection().commit();
            }
          }
          return deleted;
        });
  }

  private long deleteSome(Connection connection, String channel, long end) throws SQLException {
    if (!positions.exists(connection, channel)) {
      return 0;
    }
    int id = positions.id(connection, channel);
    long upTo = end - 1;
    try (PreparedStatement select =
        connection.prepareStatement(
            schema.sql(
                "SELECT time_ms FROM ${prefix}sample WHERE channel_id = ? AND time_ms < ?"
                    + " ORDER BY channel_id, time_ms OFFSET ? ROWS FETCH FIRST 1 ROWS ONLY"))) {
      select.setInt(1, id);
      select.setLong(2, end);
      select.setInt(3, DELETED_AT_ONCE - 1);
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          upTo = rows.getLong(1);
        }
      }
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            schema.sql("DELETE FROM ${prefix}sample WHERE channel_id = ? AND time_ms <= ?"))) {
      delete.setInt(1, id);
      delete.setLong(2, upTo);
      return delete.executeUpdate();
    }
  }

  @Override
  public String toString() {
    return "history store in the tables " + options.tablePrefix() + "*";
  }
}
