package io.github.iotcoord.channel.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source that counts what it has lent, and fails when it is told to. Thread-safe. */
final class CountedConnections implements DataSource {
  private final @Nullable DataSource source;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean refused;
  private volatile boolean commitsFail;

  CountedConnections(@Nullable DataSource source) {
    this.source = source;
  }

  int open() {
    return open.get();
  }

  void refuse(boolean refuse) {
    refused = refuse;
  }

  void failCommits(boolean fail) {
    commitsFail = fail;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (refused || source == null) {
      throw new SQLException("the database is away");
    }
    Connection connection = source.getConnection();
    open.incrementAndGet();
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit") && commitsFail) {
                throw new SQLException("the commit fails");
              }
              if (method.getName().equals("close") && !connection.isClosed()) {
                open.decrementAndGet();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("not a wrapper");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
