package io.github.iotcoord.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Deletes folders that something else may still write to or delete from. */
public final class TemporaryFolder {
  private static final int TRIES = 50;
  private static final long PAUSE_NANOS = 20_000_000;

  private TemporaryFolder() {}

  /** Deletes a folder with all that is in it; does nothing if there is none. */
  public static void delete(Path folder) throws IOException {
    IOException refused = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        deleteOnce(folder);
        return;
      } catch (IOException e) {
        refused = e;
      } catch (UncheckedIOException e) {
        refused = e.getCause();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IOException("cannot delete " + folder, refused);
  }

  private static void deleteOnce(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> files = Files.walk(folder)) {
      paths = files.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
