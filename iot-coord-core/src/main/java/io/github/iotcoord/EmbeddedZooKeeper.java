package io.github.iotcoord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
import org.jspecify.annotations.Nullable;

/**
 * A ZooKeeper server inside this JVM, for trying things out and for tests. It listens on the
 * loopback address only, and keeps its data in a temporary folder that goes with it.
 *
 * <p>{@link #stop()} and {@link #restart()} keep the port, the data and so the sessions.
 * Thread-safe.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DELETION_PAUSE = Duration.ofMillis(20);
  private static final int DELETIONS = 100;

  private final Path directory;
  private final Duration tick;
  private int port;
  private @Nullable ZooKeeperServerEmbedded server;
  private boolean closed;

  private EmbeddedZooKeeper(Path directory, Duration tick) {
    this.directory = directory;
    this.tick = tick;
  }

  /**
   * Starts a server on a free port, with a tick of half a second (so that sessions may last from
   * one second to ten).
   *
   * @return the server, listening
   * @throws CoordinationException if it does not start
   */
  public static EmbeddedZooKeeper start() {
    return start(Duration.ofMillis(500));
  }

  /**
   * Starts a server on a free port.
   *
   * @param tick ZooKeeper's tick; session timeouts lie between 2 and 20 of it
   * @return the server, listening
   * @throws CoordinationException if it does not start
   */
  public static EmbeddedZooKeeper start(Duration tick) {
    if (tick == null || tick.toMillis() <= 0) {
      throw new IllegalArgumentException("tick must be at least a millisecond, was " + tick);
    }
    try {
      EmbeddedZooKeeper embedded =
          new EmbeddedZooKeeper(Files.createTempDirectory("iot-coord-zookeeper"), tick);
      embedded.restart();
      return embedded;
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder for the embedded ZooKeeper", e);
    }
  }

  /**
   * Returns where clients find the server.
   *
   * @return the connect string, the same after a restart
   */
  public synchronized String connectString() {
    return "127.0.0.1:" + port;
  }

  /** Stops the server and keeps its data. Does nothing if it is stopped. */
  public synchronized void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  /**
   * Starts the server again on the same port with the same data. Does nothing if it runs.
   *
   * @throws CoordinationException if it does not start
   */
  public synchronized void restart() {
    if (closed) {
      throw new CoordinationClosedException("The embedded ZooKeeper");
    }
    if (server != null) {
      return;
    }
    Properties config = new Properties();
    config.setProperty("clientPort", Integer.toString(port));
    config.setProperty("clientPortAddress", "127.0.0.1");
    config.setProperty("tickTime", Long.toString(tick.toMillis()));
    config.setProperty("maxClientCnxns", "0");
    config.setProperty("admin.enableServer", "false");
    ZooKeeperServerEmbedded starting = null;
    try {
      starting =
          ZooKeeperServerEmbedded.builder()
              .baseDir(directory)
              .configuration(config)
              .exitHandler(ExitHandler.LOG_ONLY)
              .build();
      starting.start(TimeUnit.NANOSECONDS.toMillis(START_TIMEOUT.toNanos()));
      String connectString = starting.getConnectionString();
      port = Integer.parseInt(connectString.substring(connectString.lastIndexOf(':') + 1));
      server = starting;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (starting != null) {
        starting.close();
      }
      throw new CoordinationException("The embedded ZooKeeper did not start", e);
    }
  }

  /** Stops the server and deletes its data. */
  @Override
  public synchronized void close() {
    stop();
    closed = true;
    // The server's last threads may still write for a moment.
    for (int i = 0; i < DELETIONS && !deleteAll(); i++) {
      LockSupport.parkNanos(DELETION_PAUSE.toNanos());
    }
  }

  private boolean deleteAll() {
    if (!Files.exists(directory)) {
      return true;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(EmbeddedZooKeeper::delete);
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
