package io.github.iotcoord.discovery;

/**
 * An endpoint that is published for as long as this is open.
 *
 * <p>It stands on an ephemeral node. While the connection is SUSPENDED it stays, when the session
 * is LOST the servers delete it, and on the next session it is published again, once. What somebody
 * else deletes or replaces while the session lives is not published again. Thread-safe.
 */
public interface ServicePublication extends AutoCloseable {

  /**
   * Returns what is published.
   *
   * @return the endpoint
   */
  ServiceEndpoint endpoint();

  /**
   * Returns whether the endpoint has been published on a session that is not known to have ended.
   *
   * @return false after a lost session until it is published again, and once this is closed
   */
  boolean isPublished();

  /**
   * Withdraws the endpoint; returns at once. If ZooKeeper is away, the node goes when the client is
   * connected again, or with the session. Idempotent.
   */
  @Override
  void close();
}
