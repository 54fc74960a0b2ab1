package io.github.iotcoord.channel.jdbc;

import io.github.iotcoord.channel.HistoryStoreException;
import io.github.iotcoord.channel.Sample;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The samples of a result, one after the other as the database finds them. */
final class RowStream extends Spliterators.AbstractSpliterator<Sample> {
  private final ResultSet rows;
  private final Map<Integer, Series> series;
  private final Work work;

  private RowStream(ResultSet rows, Map<Integer, Series> series, Work work) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
    this.rows = rows;
    this.series = series;
    this.work = work;
  }

  /**
   * @param series the series wanted; rows of others are passed over
   * @param work the transaction, closed with the stream, and when it fails or has come to its end
   */
  static Stream<Sample> of(ResultSet rows, Map<Integer, Series> series, Work work) {
    return StreamSupport.stream(new RowStream(rows, series, work), false)
        .onClose(work::closeQuietly);
  }

  @Override
  public boolean tryAdvance(Consumer<? super Sample> action) {
    Sample next = next();
    if (next == null) {
      return false;
    }
    action.accept(next);
    return true;
  }

  private @Nullable Sample next() {
    try {
      if (work.isClosed()) {
        return null;
      }
      while (rows.next()) {
        Series one = series.get(rows.getInt(1));
        if (one != null) {
          long millis = rows.getLong(2);
          double value = rows.getDouble(3);
          return one.sample(millis, rows.wasNull() ? -0.0 : value);
        }
      }
      work.close();
      return null;
    } catch (SQLException e) {
      HistoryStoreException failure =
          new HistoryStoreException("Reading the history broke off: " + e.getMessage(), e);
      try {
        work.close();
      } catch (SQLException onClose) {
        failure.addSuppressed(onClose);
      }
      throw failure;
    }
  }
}
