package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.HistoryStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One transaction on a connection of its own, which is given back as it was. Closing it without a
 * commit undoes it. Used by one thread at a time.
 */
final class Work implements AutoCloseable {
  private final Connection connection;
  private final Dialect dialect;
  private final boolean autoCommit;
  private final int isolation;
  private boolean streaming;
  private boolean closed;

  private Work(Connection connection, Dialect dialect) throws SQLException {
    this.connection = connection;
    this.dialect = dialect;
    this.autoCommit = connection.getAutoCommit();
    this.isolation = connection.getTransactionIsolation();
  }

  /** Begins a transaction in which each statement sees what has been committed before it. */
  static Work begin(DataSource source, Dialect dialect) throws SQLException {
    return begin(source, dialect, Connection.TRANSACTION_READ_COMMITTED);
  }

  /** Begins a transaction that sees the database as of one moment and hands out rows early. */
  static Work snapshot(DataSource source, Dialect dialect) throws SQLException {
    Work work = begin(source, dialect, dialect.snapshotIsolation());
    try {
      work.streaming = true;
      dialect.streaming(work.connection, true);
    } catch (SQLException | RuntimeException e) {
      work.close();
      throw e;
    }
    return work;
  }

  private static Work begin(DataSource source, Dialect dialect, int isolation) throws SQLException {
    Connection connection = source.getConnection();
    try {
      Work work = new Work(connection, dialect);
      connection.setTransactionIsolation(isolation);
      connection.setAutoCommit(false);
      return work;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try (connection) {
      if (!connection.isClosed()) {
        connection.rollback();
        if (streaming) {
          dialect.streaming(connection, false);
        }
        connection.setAutoCommit(autoCommit);
        connection.setTransactionIsolation(isolation);
      }
    }
  }

  /** Closes it where no checked exception may be thrown. */
  void closeQuietly() {
    try {
      close();
    } catch (SQLException e) {
      throw new HistoryStoreException(
          "A connection of the history store could not be given back", e);
    }
  }
}
