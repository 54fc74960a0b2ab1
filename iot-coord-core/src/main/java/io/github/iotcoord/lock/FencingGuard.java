package io.github.iotcoord.lock;

import java.util.function.Supplier;

/**
 * Stands before a resource outside ZooKeeper and turns away whoever comes with a stale fencing
 * token: one that is lower than the highest seen so far. The same token may come again and again.
 *
 * <p>It belongs where the resource is, in the one process that changes it: a guard in each of
 * several processes guards nothing. What it has seen is in memory; a resource that outlives its
 * process stores {@link #highest()} with each change, in the same transaction, and begins the next
 * guard with it. The pattern is that of M. Kleppmann, "How to do distributed locking" (2016), and
 * of the sequencers of M. Burrows, "The Chubby lock service" (OSDI 2006), section 2.4.
 *
 * <p>It knows no connection, and neither SUSPENDED nor LOST matters to it. Thread-safe.
 */
public final class FencingGuard {
  private final String resource;
  private long highest;

  /**
   * Creates a guard that has seen no token.
   *
   * @param resource what is guarded, for messages
   */
  public FencingGuard(String resource) {
    this(resource, 0);
  }

  /**
   * Creates a guard that has seen tokens before.
   *
   * @param resource what is guarded, for messages
   * @param highest the highest token that was seen; 0 if none was
   * @throws IllegalArgumentException if the resource is null or empty, or the token negative
   */
  public FencingGuard(String resource, long highest) {
    if (resource == null || resource.isEmpty()) {
      throw new IllegalArgumentException("resource must not be null or empty");
    }
    if (highest < 0) {
      throw new IllegalArgumentException("highest must not be negative, was " + highest);
    }
    this.resource = resource;
    this.highest = highest;
  }

  /**
   * Runs an act, if its token is not stale. Nobody else acts through this guard meanwhile, so a
   * newer token cannot overtake an act that has begun.
   *
   * @param token the actor's token
   * @param act what is to be done
   * @param <T> what the act returns
   * @return what the act returned
   * @throws StaleTokenException if a higher token has been seen; the act has not begun
   */
  public synchronized <T> T run(long token, Supplier<T> act) {
    check(token);
    return act.get();
  }

  /**
   * Takes note of a token, for an act that cannot be run under the guard.
   *
   * @param token the actor's token
   * @throws StaleTokenException if a higher token has been seen
   */
  public synchronized void check(long token) {
    if (token < highest) {
      throw new StaleTokenException(
          "Token " + token + " is stale for " + resource + ", which has seen " + highest);
    }
    highest = token;
  }

  /**
   * Returns the highest token seen.
   *
   * @return the token; 0 if none was seen
   */
  public synchronized long highest() {
    return highest;
  }
}
