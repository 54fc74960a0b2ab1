package io.github.iotcoord;

/**
 * A listener's registration, ended by {@link #close()}.
 *
 * <p>Closing is idempotent and safe from any thread, the listener's own included. A call to the
 * listener that has begun is not interrupted; none begins after {@code close()} has returned,
 * unless it had been handed to the listener's executor before.
 */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
