package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.HistoryStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What databases do not have in common. */
enum Dialect {
  H2 {
    // Its SERIALIZABLE and REPEATABLE READ fix a table when it is first read, SNAPSHOT all at once.
    private static final int TRANSACTION_SNAPSHOT = 6;

    @Override
    int snapshotIsolation() {
      return TRANSACTION_SNAPSHOT;
    }

    // It would otherwise gather the whole result first.
    @Override
    void streaming(Connection connection, boolean on) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET LAZY_QUERY_EXECUTION " + (on ? 1 : 0));
      }
    }
  },

  POSTGRESQL {
    @Override
    int snapshotIsolation() {
      return Connection.TRANSACTION_REPEATABLE_READ;
    }

    // A fetch size is enough, as long as there is a transaction.
    @Override
    void streaming(Connection connection, boolean on) {}
  };

  /** The isolation in which all statements of a transaction see the database as of one moment. */
  abstract int snapshotIsolation();

  /** Has a connection hand out rows while it still finds others, or no longer. */
  abstract void streaming(Connection connection, boolean on) throws SQLException;

  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "H2" -> H2;
      case "PostgreSQL" -> POSTGRESQL;
      default ->
          throw new HistoryStoreException(
              "A history store needs H2 or PostgreSQL, or what calls itself so, and not "
                  + product);
    };
  }
}
