package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.lock.FencedWrites;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;

/** The writes that a caller adds to a fenced transaction. Not thread-safe. */
final class FencedTransaction implements FencedWrites {
  /** Below ZooKeeper's limit of 1 MiB for a request, with room for the lock's own part. */
  private static final int MAX_BYTES = 1_000_000;

  private static final int OVERHEAD = 100; // of a write, beside its path and data

  private final ZkClient zk;
  private final List<Function<ZkSession, Op>> ops = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private long bytes;

  private FencedTransaction(ZkClient zk) {
    this.zk = zk;
  }

  /**
   * Collects the writes of a caller.
   *
   * @throws IllegalArgumentException if there are none, or they are too large together
   */
  static FencedTransaction of(ZkClient zk, Consumer<FencedWrites> writes) {
    if (writes == null) {
      throw new IllegalArgumentException("writes must not be null");
    }
    FencedTransaction transaction = new FencedTransaction(zk);
    writes.accept(transaction);
    if (transaction.ops.isEmpty()) {
      throw new IllegalArgumentException("a fenced transaction must have at least one write");
    }
    if (transaction.bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a fenced transaction has "
              + transaction.bytes
              + " bytes, more than the "
              + MAX_BYTES
              + " that fit in one request");
    }
    return transaction;
  }

  @Override
  public FencedWrites create(String path, byte[] data) {
    String full = noted(path, data);
    byte[] copy = data.clone();
    ops.add(session -> session.createOp(full, copy, CreateMode.PERSISTENT));
    return this;
  }

  @Override
  public FencedWrites set(String path, byte[] data, int expectedVersion) {
    Op op = Op.setData(noted(path, data), data.clone(), expectedVersion);
    ops.add(session -> op);
    return this;
  }

  @Override
  public FencedWrites delete(String path, int expectedVersion) {
    Op op = Op.delete(noted(path, new byte[0]), expectedVersion);
    ops.add(session -> op);
    return this;
  }

  @Override
  public FencedWrites check(String path, int expectedVersion) {
    Op op = Op.check(noted(path, new byte[0]), expectedVersion);
    ops.add(session -> op);
    return this;
  }

  private String noted(String path, byte[] data) {
    if (data == null) {
      throw new IllegalArgumentException("data of " + path + " must not be null");
    }
    String full = zk.absolute(path);
    paths.add(path);
    bytes += (long) full.length() + data.length + OVERHEAD;
    return full;
  }

  /** The writes, for a request on a session. */
  List<Op> ops(ZkSession session) {
    return ops.stream().map(op -> op.apply(session)).toList();
  }

  /** The path of a write, as the caller gave it. */
  String path(int index) {
    return paths.get(index);
  }
}
