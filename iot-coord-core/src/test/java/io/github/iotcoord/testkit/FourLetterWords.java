package io.github.iotcoord.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server about itself; the build allows all of ZooKeeper's four-letter words in tests. */
public final class FourLetterWords {
  private FourLetterWords() {}

  /** The server's answer to a word such as {@code wchp} (watches by path) or {@code dump}. */
  public static String ask(String connectString, String word) {
    int colon = connectString.lastIndexOf(':');
    String host = connectString.substring(0, colon);
    int port = Integer.parseInt(connectString.substring(colon + 1));
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
