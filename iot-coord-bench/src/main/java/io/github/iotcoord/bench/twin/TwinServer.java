package io.github.iotcoord.bench.twin;

import io.github.iotcoord.bench.ServerProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server in a JVM of its own, with the heap wanted, that answers questions about itself. */
final class TwinServer implements AutoCloseable {
  private final ServerProcess server;

  TwinServer(String heap) throws IOException {
    server = ServerProcess.start(heap);
  }

  String connectString() {
    return server.connectString();
  }

  /** A figure of the server's {@code mntr}. */
  long figure(String name) throws IOException {
    String connectString = server.connectString();
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
    server.close();
  }
}
