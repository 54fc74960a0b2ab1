package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.registry.DeviceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The numbers of series. Those that have been committed are remembered. Thread-safe. */
final class SeriesTable {
  /** More than this is not remembered, and asked for again. */
  private static final int REMEMBERED = 500_000;

  /** How many are asked for or created in one round trip. */
  private static final int BATCH = 1_000;

  private record Key(int channel, Series series) {}

  private final Schema schema;
  private final Map<Key, Integer> known = new ConcurrentHashMap<>();

  SeriesTable(Schema schema) {
    this.schema = schema;
  }

  /** The number of a series, as far as it is remembered. */
  @Nullable Integer known(int channel, Series series) {
    return known.get(new Key(channel, series));
  }

  /** Remembers numbers that have been committed. */
  void remember(int channel, Map<Series, Integer> numbers) {
    if (known.size() + numbers.size() > REMEMBERED) {
      known.clear();
    }
    numbers.forEach((series, number) -> known.put(new Key(channel, series), number));
  }

  /**
   * Forgets all numbers. A database that has lost its last commits does not have them any more, or
   * gives them to other series.
   */
  void forget() {
    known.clear();
  }

  /** Finds or creates series; nobody else creates any of this channel at the same time. */
  Map<Series, Integer> numbers(Connection connection, int channel, Collection<Series> wanted)
      throws SQLException {
    Map<Series, Integer> found = new HashMap<>();
    List<Series> missing = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            schema.sql(
                "SELECT id FROM ${prefix}series"
                    + " WHERE channel_id = ? AND device = ? AND metric = ? AND unit = ?"))) {
      for (Series series : wanted) {
        set(select, channel, series);
        try (ResultSet rows = select.executeQuery()) {
          if (rows.next()) {
            found.put(series, rows.getInt(1));
          } else {
            missing.add(series);
          }
        }
      }
    }
    for (int from = 0; from < missing.size(); from += BATCH) {
      create(
          connection,
          channel,
          missing.subList(from, Math.min(missing.size(), from + BATCH)),
          found);
    }
    return found;
  }

  private void create(
      Connection connection, int channel, List<Series> missing, Map<Series, Integer> found)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            schema.sql(
                "INSERT INTO ${prefix}series (channel_id, device, metric, unit)"
                    + " VALUES (?, ?, ?, ?)"),
            new String[] {"id"})) {
      for (Series series : missing) {
        set(insert, channel, series);
        insert.addBatch();
      }
      insert.executeBatch();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        for (Series series : missing) {
          keys.next();
          found.put(series, keys.getInt(1));
        }
      }
    }
  }

  private static void set(PreparedStatement statement, int channel, Series series)
      throws SQLException {
    statement.setInt(1, channel);
    statement.setString(2, series.device().toString());
    statement.setString(3, series.metric());
    statement.setString(4, series.unit());
  }

  /** The series that a query may want, by their numbers. */
  Map<Integer, Series> matching(Connection connection, String channel, HistoryQuery query)
      throws SQLException {
    StringBuilder text =
        new StringBuilder(
            "SELECT s.id, s.device, s.metric, s.unit FROM ${prefix}series s"
                + " JOIN ${prefix}channel c ON c.id = s.channel_id WHERE c.name = ?");
    List<String> arguments = new ArrayList<>(List.of(channel));
    if (query.device() != null) {
      text.append(" AND s.device = ?");
      arguments.add(query.device().toString());
    }
    if (query.metric() != null) {
      text.append(" AND s.metric = ?");
      arguments.add(query.metric());
    }
    Map<Integer, Series> found = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(schema.sql(text.toString()))) {
      for (int i = 0; i < arguments.size(); i++) {
        select.setString(i + 1, arguments.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(
              rows.getInt(1),
              new Series(DeviceId.of(rows.getString(2)), rows.getString(3), rows.getString(4)));
        }
      }
    }
    return found;
  }
}
