package io.github.iotcoord.bench;

import io.github.iotcoord.EmbeddedZooKeeper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A ZooKeeper server in a JVM of its own, so that it does not share heap and threads with a client.
 */
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final String connectString;

  private ServerProcess(Process process, String connectString) {
    this.process = process;
    this.connectString = connectString;
  }

  /** Starts a server with ZooKeeper's default durability, which answers {@code cons}. */
  public static ServerProcess start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-Dzookeeper.4lw.commands.whitelist=cons",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String connectString = output.readLine();
    if (connectString == null) {
      throw new IOException("the server's process ended at once");
    }
    return new ServerProcess(process, connectString);
  }

  public String connectString() {
    return connectString;
  }

  /** Ends the server; it takes its data with it. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** Runs a server until its standard input ends, as it does when the parent is gone. */
  public static void main(String[] args) throws IOException {
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start()) {
      System.out.println(server.connectString());
      while (System.in.read() >= 0) {
        // Only the end matters.
      }
    }
  }
}
