package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.HistoryStore.Segment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Channels, and up to which segment of each publisher the tables have them. Thread-safe. */
final class Positions {
  private final Schema schema;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  Positions(Schema schema) {
    this.schema = schema;
  }

  /** Whether a channel is known to have been created. */
  boolean isKnown(String channel) {
    return known.contains(channel);
  }

  /** Creates a channel unless it exists; fails if somebody else does it at the same time. */
  void create(Connection connection, String channel) throws SQLException {
    if (exists(connection, channel)) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(schema.sql("INSERT INTO ${prefix}channel (name) VALUES (?)"))) {
      insert.setString(1, channel);
      insert.executeUpdate();
    }
  }

  boolean exists(Connection connection, String channel) throws SQLException {
    boolean found = find(connection, channel, "") >= 0;
    if (found) {
      known.add(channel);
    }
    return found;
  }

  /** The number of a channel that exists. */
  int id(Connection connection, String channel) throws SQLException {
    return found(channel, find(connection, channel, ""));
  }

  /** Has everybody else wait who wants the same, until the transaction ends. */
  int lock(Connection connection, String channel) throws SQLException {
    return found(channel, find(connection, channel, " FOR UPDATE"));
  }

  private int found(String channel, int id) throws SQLException {
    if (id < 0) {
      known.remove(channel);
      throw new SQLException("the row of channel " + channel + " is gone");
    }
    return id;
  }

  private int find(Connection connection, String channel, String how) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            schema.sql("SELECT id FROM ${prefix}channel WHERE name = ?" + how))) {
      select.setString(1, channel);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getInt(1) : -1;
      }
    }
  }

  Map<String, Long> of(Connection connection, String channel) throws SQLException {
    Map<String, Long> positions = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            schema.sql(
                "SELECT p.publisher, p.number FROM ${prefix}position p"
                    + " JOIN ${prefix}channel c ON c.id = p.channel_id WHERE c.name = ?"))) {
      select.setString(1, channel);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          positions.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return Map.copyOf(positions);
  }

  /** Moves positions to the last segments, if they are where they are expected. */
  boolean move(
      Connection connection, int channel, Map<String, Long> expected, List<Segment> segments)
      throws SQLException {
    Map<String, Long> last = new HashMap<>();
    for (Segment segment : segments) {
      String publisher = segment.position().publisher();
      Long before = last.getOrDefault(publisher, expected.get(publisher));
      if (before != null && segment.position().number() <= before) {
        throw new IllegalArgumentException(segment.position() + " does not follow " + before);
      }
      last.put(publisher, segment.position().number());
    }
    for (Map.Entry<String, Long> to : last.entrySet()) {
      Long from = expected.get(to.getKey());
      if (from == null
          ? !begin(connection, channel, to.getKey(), to.getValue())
          : !move(connection, channel, to.getKey(), from, to.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean move(Connection connection, int channel, String publisher, long from, long to)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            schema.sql(
                "UPDATE ${prefix}position SET number = ?, moved = CURRENT_TIMESTAMP"
                    + " WHERE channel_id = ? AND publisher = ? AND number = ?"))) {
      update.setLong(1, to);
      update.setInt(2, channel);
      update.setString(3, publisher);
      update.setLong(4, from);
      return update.executeUpdate() == 1;
    }
  }

  // The channel is locked, so what is not there now does not come before the insert.
  private boolean begin(Connection connection, int channel, String publisher, long number)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            schema.sql(
                "SELECT number FROM ${prefix}position WHERE channel_id = ? AND publisher = ?"))) {
      select.setInt(1, channel);
      select.setString(2, publisher);
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          return false;
        }
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            schema.sql(
                "INSERT INTO ${prefix}position (channel_id, publisher, number, moved)"
                    + " VALUES (?, ?, ?, CURRENT_TIMESTAMP)"))) {
      insert.setInt(1, channel);
      insert.setString(2, publisher);
      insert.setLong(3, number);
      insert.executeUpdate();
      return true;
    }
  }

  /** Forgets positions that are where they were seen, and have been there for a month. */
  void forget(Connection connection, String channel, Map<String, Long> ended) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            schema.sql(
                "DELETE FROM ${prefix}position WHERE publisher = ? AND number = ?"
                    + " AND moved < CURRENT_TIMESTAMP - INTERVAL '30' DAY AND channel_id ="
                    + " (SELECT id FROM ${prefix}channel WHERE name = ?)"))) {
      for (Map.Entry<String, Long> position : ended.entrySet()) {
        delete.setString(1, position.getKey());
        delete.setLong(2, position.getValue());
        delete.setString(3, channel);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }
}
