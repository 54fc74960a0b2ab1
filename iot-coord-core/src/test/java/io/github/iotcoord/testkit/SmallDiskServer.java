package io.github.iotcoord.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A ZooKeeper server in a process of its own, whose disk can be small: no file of it may grow
 * beyond a size, as on a disk that is full. It needs {@code bash}. The data stay where they are
 * when it is started again.
 */
public final class SmallDiskServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final int port = Ports.free();
  private @Nullable Process process;

  public SmallDiskServer(Path directory) {
    this.directory = directory;
  }

  /** Whether there is what this needs. */
  public static boolean isPossible() {
    return Files.isExecutable(Path.of("/bin/bash"));
  }

  public String connectString() {
    return "127.0.0.1:" + port;
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param kilobytes how large a file may grow
   */
  public void start(int kilobytes) {
    // Its log grows with what is written, and is not allotted in advance: then a record that was
    // cut
    // off is the end of the file. With zeros behind it the server would refuse to start again.
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Dzookeeper.preAllocSize=0",
            "-Dzookeeper.admin.enableServer=false",
            "-Dzookeeper.4lw.commands.whitelist=*",
            "-cp",
            System.getProperty("java.class.path"),
            ZooKeeperServerMain.class.getName(),
            Integer.toString(port),
            directory.toString(),
            "200");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              "/bin/bash", "-c", "ulimit -f " + kilobytes + "; exec \"${@}\"", "server");
      builder.command().addAll(java);
      process =
          builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await().atMost(PATIENCE).until(this::serves);
  }

  private boolean serves() {
    try {
      return FourLetterWords.ask(connectString(), "srvr").contains("Mode:");
    } catch (UncheckedIOException e) {
      return false; // it does not listen yet
    }
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }
}
