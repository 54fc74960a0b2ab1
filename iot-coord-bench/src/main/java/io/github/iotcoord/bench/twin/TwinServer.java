package io.github.iotcoord.bench.twin;

import io.github.iotcoord.bench.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A server in a JVM of its own, with the heap wanted, that answers questions about itself. */
final class TwinServer implements AutoCloseable {
  private final Process process;
  private final String connectString;

  TwinServer(String heap) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Dzookeeper.4lw.commands.whitelist=*",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the server's process ended at once");
    }
    connectString = line;
  }

  String connectString() {
    return connectString;
  }

  /** A figure of the server's {@code mntr}. */
  long figure(String name) throws IOException {
    int colon = connectString.lastIndexOf(':');
    try (Socket socket =
        new Socket(
            connectString.substring(0, colon),
            Integer.parseInt(connectString.substring(colon + 1)))) {
      socket.getOutputStream().write("mntr".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer
          .lines()
          .filter(line -> line.startsWith(name + "\t"))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new IOException("the server says nothing of " + name));
    }
  }

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
}
