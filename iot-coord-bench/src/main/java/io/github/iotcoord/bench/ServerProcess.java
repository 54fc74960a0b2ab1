package io.github.iotcoord.bench;

import io.github.iotcoord.EmbeddedZooKeeper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A ZooKeeper server in a JVM of its own, so that it does not share heap and threads with a client.
 * It ends when this JVM ends, however that does.
 */
public final class ServerProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final Process process;
  private final BufferedReader output;
  private final LastLines errors;
  private final String connectString;

  private ServerProcess(
      Process process, BufferedReader output, LastLines errors, String connectString) {
    this.process = process;
    this.output = output;
    this.errors = errors;
    this.connectString = connectString;
  }

  /**
   * Starts a server with ZooKeeper's default durability, which answers {@code cons} and {@code
   * mntr}.
   */
  public static ServerProcess start() throws IOException {
    return start("2g");
  }

  /**
   * Starts a server as {@link #start()} does.
   *
   * @param heap the most heap that it may take, as {@code -Xmx} has it
   * @throws IOException if it ends at once, with the last that it said
   */
  public static ServerProcess start(String heap) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Dzookeeper.4lw.commands.whitelist=cons,mntr",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName())
            .start();
    LastLines errors = LastLines.of(process.getErrorStream());
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String connectString = output.readLine();
    if (connectString == null) {
      throw new IOException("the server's process ended at once; " + errors.ofEnded());
    }
    return new ServerProcess(process, output, errors, connectString);
  }

  public String connectString() {
    return connectString;
  }

  /** The processor time that the server's process has taken so far. */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** How many bytes of its heap the server needs: what is left after a collection. */
  public long heapBytes() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    String answer = output.readLine();
    if (answer == null) {
      throw new IOException("the server's process has ended; " + errors.ofEnded());
    }
    return Long.parseLong(answer);
  }

  /** Ends the server; it takes its data with it. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /**
   * Runs a server until its standard input ends, as it does when the parent is gone, or a signal
   * ends the process; either way the data goes with it. Each byte there is answered with the heap
   * in use.
   */
  public static void main(String[] args) throws Exception {
    FutureTask<EmbeddedZooKeeper> server = new FutureTask<>(EmbeddedZooKeeper::start);
    // Before it starts: a signal that comes while it does must not leave its folder behind.
    AtEnd end = AtEnd.of(() -> close(server));
    server.run();
    System.out.println(server.get().connectString());
    while (System.in.read() >= 0) {
      System.out.println(Heap.usedBytes());
    }
    end.close();
  }

  private static void close(FutureTask<EmbeddedZooKeeper> server) {
    try {
      server.get().close();
    } catch (ExecutionException e) {
      // It did not start, and main has said why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
