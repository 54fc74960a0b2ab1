package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** ZooKeeper's commands of four letters, which a server answers at once and closes. */
public final class FourLetterWord {
  private static final int TIMEOUT_MS = 10_000;

  private FourLetterWord() {}

  /** What a server answers. */
  public static String ask(String connectString, String word) throws IOException {
    int colon = connectString.lastIndexOf(':');
    int port = Integer.parseInt(connectString.substring(colon + 1));
    try (Socket socket = new Socket(connectString.substring(0, colon), port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
