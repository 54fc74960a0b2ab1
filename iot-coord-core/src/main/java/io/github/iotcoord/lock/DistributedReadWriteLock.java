package io.github.iotcoord.lock;

/**
 * A lock that many may hold to read, or one to write, across processes.
 *
 * <p>Both sides stand in one queue: a reader goes in when no writer came before it, a writer when
 * nobody did. So nobody starves, and a reader that comes after a waiting writer waits for it. There
 * is no upgrade: whoever holds the read lock and asks for the write lock waits for itself.
 *
 * <p>SUSPENDED, LOST and RECONNECTED mean the same as for {@link DistributedLock}. Thread-safe.
 *
 * <p>Znodes: {@code <root>/rwlocks/<name>}, a container, and in it {@code read-<sequence>} and
 * {@code write-<sequence>}, ephemeral.
 */
public interface DistributedReadWriteLock {

  /**
   * Returns the lock's name.
   *
   * @return the name that actors agree on
   */
  String name();

  /**
   * Returns the side for those who only look.
   *
   * @return the lock that any number may hold at a time, while nobody holds the other
   */
  DistributedLock readLock();

  /**
   * Returns the side for those who change something.
   *
   * @return the lock that one may hold at a time, while nobody holds the other
   */
  DistributedLock writeLock();
}
