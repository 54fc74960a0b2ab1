package io.github.iotcoord.internal.zk;

import io.github.iotcoord.internal.concurrent.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * Tells the owner of a device, within a transaction, that it changes something about the device.
 *
 * <p>A node with the device's name is created and deleted again: nothing is left, but a recursive
 * watch hears the name, and the owner's node has another pzxid afterwards, by which one that was
 * away sees that it has missed something. Thread-safe.
 */
public final class OwnerNotices {
  private static final byte[] EMPTY = new byte[0];

  private final CoordContext context;

  public OwnerNotices(CoordContext context) {
    this.context = context;
  }

  /** The operations of a notice; they fail with NONODE if the owner's node is missing. */
  public List<Op> ops(ZkSession session, String owner, String device) {
    String path = context.layout().notice(owner, device);
    return List.of(session.createOp(path, EMPTY, CreateMode.PERSISTENT), Op.delete(path, -1));
  }

  /** Creates the node on which an owner hears of notices, if it is missing. */
  public CompletableFuture<Void> ensure(ZkSession session, String owner) {
    return context.zk().ensurePath(session, context.layout().owner(owner));
  }

  /**
   * Makes the next notice possible: creates the owner's node, and deletes what a notice never
   * leaves behind, but somebody else may have.
   */
  public CompletableFuture<Void> prepare(ZkSession session, String owner, String device) {
    CompletableFuture<Void> swept =
        session
            .delete(context.layout().notice(owner, device), -1)
            .exceptionally(
                failure -> {
                  if (ZkErrors.is(failure, Code.NONODE)) {
                    return null;
                  }
                  throw new CompletionException(Waits.unwrap(failure));
                });
    return CompletableFuture.allOf(swept, ensure(session, owner));
  }

  /**
   * Runs a transaction and, in it, tells an owner; fails as the transaction does.
   *
   * @param owner the owner to be told, or null
   */
  public CompletableFuture<List<OpResult>> multi(
      ZkSession session, List<Op> ops, @Nullable String owner, String device) {
    if (owner == null) {
      return session.multi(ops);
    }
    List<Op> all = new ArrayList<>(ops);
    all.addAll(ops(session, owner, device));
    return session
        .multi(all)
        .handle(
            (results, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(results);
              }
              boolean byNotice =
                  failure instanceof TransactionFailure failed && failed.index() >= ops.size();
              return byNotice
                  ? prepare(session, owner, device).thenCompose(made -> session.multi(all))
                  : CompletableFuture.<List<OpResult>>failedFuture(failure);
            })
        .thenCompose(Function.identity());
  }
}
