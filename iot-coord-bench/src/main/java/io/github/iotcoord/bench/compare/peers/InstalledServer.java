package io.github.iotcoord.bench.compare.peers;

import io.github.iotcoord.bench.AtEnd;
import io.github.iotcoord.bench.FreePorts;
import io.github.iotcoord.bench.LastLines;
import io.github.iotcoord.bench.TemporaryFolder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A server that is installed on this machine, started for one contest, on the loopback address and
 * with its data in a temporary folder. It ends with this JVM at the latest, unless this JVM is
 * killed: then it stays.
 */
final class InstalledServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 20_000_000;

  private final Process process;
  private final Path data;
  private final int port;
  private final LastLines output;
  private final AtEnd end = AtEnd.of(this::end);

  private InstalledServer(Process process, Path data, int port) {
    this.process = process;
    this.data = data;
    this.port = port;
    output = LastLines.of(process.getInputStream());
  }

  /** Where a program is, by the folders that the shell looks into. */
  static Optional<Path> find(String program, String path) {
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What a program says of its version, in its first line. */
  static String version(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      try (BufferedReader output = process.inputReader()) {
        String line = output.readLine();
        return line == null ? "it does not tell its version" : line;
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      return "it does not tell its version: " + e;
    }
  }

  /**
   * Starts a program and waits until it listens.
   *
   * @param arguments its arguments, by the port that it shall listen on and the folder for its data
   * @throws IOException if it does not listen, with the last that it said
   */
  static InstalledServer start(Path program, Function<Place, List<String>> arguments)
      throws IOException {
    Path data = Files.createTempDirectory("iot-coord-peer");
    Place place = new Place(FreePorts.next(), FreePorts.next(), data);
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments.apply(place));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    InstalledServer server = new InstalledServer(process, data, place.port());
    server.awaitListening(program);
    return server;
  }

  /** Where a server may be: two ports that are free, and an empty folder. */
  record Place(int port, int otherPort, Path data) {}

  /** Its process. */
  ProcessHandle process() {
    return process.toHandle();
  }

  /** The port for clients. */
  int port() {
    return port;
  }

  private void awaitListening(Path program) throws IOException {
    long start = System.nanoTime();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
        close();
        throw new IOException(
            program + " does not listen on port " + port + "; " + output.ofEnded());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the server; its data goes with it. */
  @Override
  public void close() throws IOException {
    end.close();
  }

  private void end() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    TemporaryFolder.delete(data);
  }
}
