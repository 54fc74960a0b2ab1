package io.github.iotcoord.lock;

/**
 * The writes of one transaction, in the order in which they are added. Paths are absolute and are
 * taken within the namespace of the Curator client, if it has one. Nodes that are created are
 * persistent and have the ACL of the client's provider. Not thread-safe.
 *
 * @see LockGrant#fenced
 */
public interface FencedWrites {
  /** Any version, where a version is expected. */
  int ANY_VERSION = -1;

  /**
   * Creates a persistent node, whose parent must exist.
   *
   * @param path the node's path
   * @param data its content
   * @return this
   * @throws IllegalArgumentException if the path is none, or the data null
   */
  FencedWrites create(String path, byte[] data);

  /**
   * Sets a node's content, whatever it was.
   *
   * @param path the node's path
   * @param data its new content
   * @return this
   * @throws IllegalArgumentException if the path is none, or the data null
   */
  default FencedWrites set(String path, byte[] data) {
    return set(path, data, ANY_VERSION);
  }

  /**
   * Sets a node's content, if the node is at a version.
   *
   * @param path the node's path
   * @param data its new content
   * @param expectedVersion the version that it must have, or {@link #ANY_VERSION}
   * @return this
   * @throws IllegalArgumentException if the path is none, or the data null
   */
  FencedWrites set(String path, byte[] data, int expectedVersion);

  /**
   * Deletes a node, which must have no children.
   *
   * @param path the node's path
   * @return this
   * @throws IllegalArgumentException if the path is none
   */
  default FencedWrites delete(String path) {
    return delete(path, ANY_VERSION);
  }

  /**
   * Deletes a node, which must have no children, if it is at a version.
   *
   * @param path the node's path
   * @param expectedVersion the version that it must have, or {@link #ANY_VERSION}
   * @return this
   * @throws IllegalArgumentException if the path is none
   */
  FencedWrites delete(String path, int expectedVersion);

  /**
   * Changes nothing, but lets the transaction fail unless a node exists at a version.
   *
   * @param path the node's path
   * @param expectedVersion the version that it must have, or {@link #ANY_VERSION}
   * @return this
   * @throws IllegalArgumentException if the path is none
   */
  FencedWrites check(String path, int expectedVersion);
}
