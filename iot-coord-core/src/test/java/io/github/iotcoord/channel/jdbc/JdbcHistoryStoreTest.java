package io.github.iotcoord.channel.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.channel.HistoryStore.Segment;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
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
  void usesTablesThatItMayNotCreate() throws SQLException {
    JdbcHistoryOptions options = JdbcHistoryOptions.defaults().withTablePrefix("limited_");
    JdbcHistoryStore.on(pool, options).positions("c");
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER limited PASSWORD 'x'");
      for (String table : List.of("schema", "channel", "position", "series", "sample")) {
        statement.execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON limited_" + table + " TO limited");
      }
    }
    JdbcDataSource limited = new JdbcDataSource();
    limited.setURL("jdbc:h2:mem:history");
    limited.setUser("limited");
    limited.setPassword("x");
    JdbcHistoryStore store = JdbcHistoryStore.on(limited, options);
    SegmentPosition position = new SegmentPosition("p", 0);
    Sample sample = Sample.of("d", "t", Instant.EPOCH, 1);
    assertThat(store.append("c", Map.of(), List.of(new Segment(position, List.of(sample)))))
        .isTrue();
    assertThat(store.positions("c")).isEqualTo(Map.of("p", 0L));
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
