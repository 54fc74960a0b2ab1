package io.github.iotcoord.channel.jdbc;

import java.util.regex.Pattern;

/**
 * How a {@link JdbcHistoryStore} uses its database. Immutable; begin with {@link #defaults()}.
 *
 * @param tablePrefix what the names of its tables begin with: a letter, then letters, digits and
 *     underscores, at most 30 in all
 * @param insertBatch how many rows are sent to the database at once; 1 to 100,000
 * @param fetchRows how many rows of a query are fetched at once, which bounds the memory that
 *     reading takes; 1 to 1,000,000
 */
public record JdbcHistoryOptions(String tablePrefix, int insertBatch, int fetchRows) {
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,29}");

  /**
   * Creates options.
   *
   * @param tablePrefix what the names of the tables begin with
   * @param insertBatch how many rows are sent at once
   * @param fetchRows how many rows are fetched at once
   * @throws IllegalArgumentException if a value is out of its range
   */
  public JdbcHistoryOptions {
    // It becomes part of statements, so nothing but a plain identifier will do.
    if (tablePrefix == null || !PREFIX.matcher(tablePrefix).matches()) {
      throw new IllegalArgumentException(
          "tablePrefix must be a letter and at most 29 letters, digits and underscores, was "
              + tablePrefix);
    }
    if (insertBatch < 1 || insertBatch > 100_000) {
      throw new IllegalArgumentException(
          "insertBatch must be from 1 to 100000, was " + insertBatch);
    }
    if (fetchRows < 1 || fetchRows > 1_000_000) {
      throw new IllegalArgumentException("fetchRows must be from 1 to 1000000, was " + fetchRows);
    }
  }

  /**
   * Returns the defaults: {@code iot_}, 1,000 rows inserted and 5,000 fetched at once.
   *
   * @return the defaults
   */
  public static JdbcHistoryOptions defaults() {
    return new JdbcHistoryOptions("iot_", 1_000, 5_000);
  }

  /**
   * Returns the same options with another prefix.
   *
   * @param prefix what the names of the tables begin with
   * @return new options
   */
  public JdbcHistoryOptions withTablePrefix(String prefix) {
    return new JdbcHistoryOptions(prefix, insertBatch, fetchRows);
  }

  /**
   * Returns the same options with another size of batches.
   *
   * @param rows how many rows are sent at once
   * @return new options
   */
  public JdbcHistoryOptions withInsertBatch(int rows) {
    return new JdbcHistoryOptions(tablePrefix, rows, fetchRows);
  }

  /**
   * Returns the same options with another size of fetches.
   *
   * @param rows how many rows of a query are fetched at once
   * @return new options
   */
  public JdbcHistoryOptions withFetchRows(int rows) {
    return new JdbcHistoryOptions(tablePrefix, insertBatch, rows);
  }
}
