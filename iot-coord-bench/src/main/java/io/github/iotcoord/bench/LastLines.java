package io.github.iotcoord.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last lines that a child process has said, for the error that tells of its death. A thread of
 * its own reads them, so that the child never waits for a reader. Thread-safe.
 */
public final class LastLines {
  private static final int KEPT = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;

  private LastLines(InputStream stream) {
    reader = new Thread(() -> read(stream), "last-lines");
    reader.setDaemon(true);
  }

  /** Begins to read what a child says, until it ends. */
  public static LastLines of(InputStream stream) {
    LastLines last = new LastLines(stream);
    last.reader.start();
    return last;
  }

  private void read(InputStream stream) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        keep(line);
      }
    } catch (IOException e) {
      keep("(not readable any more: " + e.getMessage() + ")");
    }
  }

  private synchronized void keep(String line) {
    lines.addLast(line);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
  }

  /** The lines of a child that has ended, when all of them are read. */
  public String ofEnded() {
    try {
      reader.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      return lines.isEmpty() ? "it said nothing" : "it said last:\n" + String.join("\n", lines);
    }
  }
}
