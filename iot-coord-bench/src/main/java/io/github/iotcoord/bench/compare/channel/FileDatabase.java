package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.bench.compare.Bed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** An H2 database in a file that goes with its contest. */
final class FileDatabase {
  private FileDatabase() {}

  static DataSource open(Bed bed) throws IOException {
    Path folder = Files.createTempDirectory("iot-coord-history");
    bed.own(() -> delete(folder));
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("history"), "", "");
    bed.own(pool::dispose);
    return pool;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
