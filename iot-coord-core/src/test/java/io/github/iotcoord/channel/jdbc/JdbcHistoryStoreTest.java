package io.github.iotcoord.channel.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** On an embedded H2. */
class JdbcHistoryStoreTest extends HistoryStoreContract {
  private static final JdbcConnectionPool pool =
      JdbcConnectionPool.create("jdbc:h2:mem:history;DB_CLOSE_DELAY=-1", "", "");

  @AfterAll
  static void close() {
    pool.dispose();
  }

  @Override
  DataSource database() {
    return pool;
  }

  @Test
  void refusesBadOptions() {
    JdbcHistoryOptions options = JdbcHistoryOptions.defaults();
    assertThatThrownBy(() -> options.withTablePrefix("a; DROP TABLE x --"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tablePrefix");
    assertThatThrownBy(() -> options.withInsertBatch(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withFetchRows(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(options.withFetchRows(7).fetchRows()).isEqualTo(7);
  }
}
