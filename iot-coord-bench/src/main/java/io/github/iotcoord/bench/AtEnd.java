package io.github.iotcoord.bench;

import java.io.IOException;

/**
 * Ends something once: when it is closed, or else when this JVM ends in order, as it does when it
 * is interrupted, but not when it is killed. Thread-safe.
 */
public final class AtEnd implements AutoCloseable {
  private final Ending ending;
  private final Thread hook = new Thread(this::endQuietly, "at-end");
  private boolean done;

  private AtEnd(Ending ending) {
    this.ending = ending;
  }

  /** Ends something. */
  public interface Ending {
    /** Ends it. */
    void end() throws IOException;
  }

  /** Ends something at the end of this JVM at the latest. */
  public static AtEnd of(Ending ending) {
    AtEnd end = new AtEnd(ending);
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  private void endQuietly() {
    try {
      endOnce();
    } catch (IOException e) {
      System.err.println(e);
    }
  }

  // Who comes second waits for the first: the JVM must not be gone before all is ended.
  private synchronized void endOnce() throws IOException {
    if (!done) {
      done = true;
      ending.end();
    }
  }

  /** Ends it now. */
  @Override
  public void close() throws IOException {
    endOnce();
    try {
      // Not before: without the hook, a signal would end the JVM in the midst of it.
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the hook has waited for this.
    }
  }
}
