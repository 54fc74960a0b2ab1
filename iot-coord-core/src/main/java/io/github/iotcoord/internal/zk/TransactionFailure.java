package io.github.iotcoord.internal.zk;

import org.apache.zookeeper.KeeperException;

/** A transaction of which nothing was applied, and which operation of it was to blame. */
public final class TransactionFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final KeeperException.Code code;
  private final int index;

  TransactionFailure(KeeperException.Code code, int index) {
    super(code + " at operation " + index + " of a transaction", KeeperException.create(code));
    this.code = code;
    this.index = index;
  }

  /** Why that operation failed. */
  public KeeperException.Code code() {
    return code;
  }

  /** The position, in the transaction, of the operation that failed. */
  public int index() {
    return index;
  }
}
