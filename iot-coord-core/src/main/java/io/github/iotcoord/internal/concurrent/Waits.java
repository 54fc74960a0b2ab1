package io.github.iotcoord.internal.concurrent;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures, and takes their failures apart. */
public final class Waits {
  private Waits() {}

  /**
   * Waits for a result; a failure is rethrown as the unchecked exception that it is.
   *
   * @throws CoordinationUnavailableException if the time is over first; the future is left running
   */
  public static <T> T get(CompletableFuture<T> future, Duration timeout, String what)
      throws InterruptedException {
    try {
      return future.get(toNanos(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CoordinationUnavailableException(
          what + ": no answer from ZooKeeper within " + timeout.toMillis() + " ms", e);
    } catch (CancellationException e) {
      throw new CoordinationException(what + ": cancelled", e);
    } catch (ExecutionException e) {
      throw rethrowable(e.getCause() == null ? e : e.getCause(), what);
    }
  }

  /** A duration in nanoseconds, the longest possible where it does not fit. */
  public static long toNanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE / 2 : Long.MAX_VALUE / 2;
    }
  }

  /** What failed, without the wrappers that futures put around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable t = failure;
    while (t instanceof CompletionException || t instanceof ExecutionException) {
      Throwable cause = t.getCause();
      if (cause == null) {
        break;
      }
      t = cause;
    }
    return t;
  }

  private static RuntimeException rethrowable(Throwable failure, String what) {
    Throwable cause = unwrap(failure);
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException unchecked) {
      // The trace of the thread that failed says little to the caller: add this one's.
      unchecked.addSuppressed(new CoordinationException(what + ": waited for here"));
      return unchecked;
    }
    return new CoordinationException(what + ": " + cause.getMessage(), cause);
  }
}
