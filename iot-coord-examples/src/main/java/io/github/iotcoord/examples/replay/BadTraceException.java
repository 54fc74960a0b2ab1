package io.github.iotcoord.examples.replay;

/** A file that is no trace at all. */
public final class BadTraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadTraceException(String message) {
    super(message);
  }
}
