package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.bench.AtEnd;
import io.github.iotcoord.bench.TemporaryFolder;
import io.github.iotcoord.bench.compare.Bed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** An H2 database in a file that goes with its contest, or with this JVM if that ends before. */
final class FileDatabase {
  private FileDatabase() {}

  static DataSource open(Bed bed) throws IOException {
    Path folder = Files.createTempDirectory("iot-coord-history");
    bed.own(AtEnd.of(() -> TemporaryFolder.delete(folder)));
    // Not closed by H2 when this JVM ends: it would write while the folder is being deleted.
    JdbcConnectionPool pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:" + folder.resolve("history") + ";DB_CLOSE_ON_EXIT=FALSE", "", "");
    bed.own(pool::dispose);
    return pool;
  }
}
