package io.github.iotcoord.channel.jdbc;

import javax.sql.DataSource;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** On a PostgreSQL server. */
@EnabledIfSystemProperty(
    named = "iotcoord.postgres.url",
    matches = "jdbc:.+",
    disabledReason = "needs -Diotcoord.postgres.url=jdbc:postgresql://...")
class PostgresHistoryStoreTest extends HistoryStoreContract {
  @Override
  DataSource database() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(System.getProperty("iotcoord.postgres.url"));
    return source;
  }
}
