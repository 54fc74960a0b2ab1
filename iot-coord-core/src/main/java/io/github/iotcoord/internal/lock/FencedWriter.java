package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.codec.LockPayload;
import io.github.iotcoord.internal.concurrent.InTurn;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.lock.FencedWriteException;
import io.github.iotcoord.lock.FencedWriteException.Reason;
import io.github.iotcoord.lock.LockLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Writes that can only succeed while a node of ours exists, one transaction after the other.
 *
 * <p>Each begins by setting the node itself, from the version that it is known to have: so a
 * transaction whose answer was lost has been committed exactly if the node is one version further.
 * Only this writer ever sets the node. Thread-safe.
 */
final class FencedWriter {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final CoordContext context;
  private final OwnNode node;
  private final InTurn<Boolean> turns = new InTurn<>();
  private volatile boolean closed;

  // Only the transaction whose turn it is uses these.
  private LockPayload payload;
  private int version;
  private boolean unsure; // whether one that was given up may have been, or may yet be, committed

  FencedWriter(CoordContext context, OwnNode node) {
    this.context = context;
    this.node = node;
    this.payload = node.payload();
  }

  /** Sets the node to another payload; best effort, since no program decides by it. */
  CompletableFuture<Void> touch(LockPayload newPayload) {
    return turns.run(
        true,
        () -> {
          payload = newPayload;
          return new Transaction(null, context.operationTimeout()).begin();
        });
  }

  /**
   * Sends nothing more. What has been sent comes before the deletion of the node, and so before
   * whatever the next one that goes in writes; what would be sent again might not.
   */
  void close() {
    closed = true;
  }

  CompletableFuture<Void> write(FencedTransaction transaction) {
    return turns.run(true, () -> new Transaction(transaction, context.operationTimeout()).begin());
  }

  private final class Transaction {
    private final @Nullable FencedTransaction writes;
    private final long deadline;
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private boolean uncertain; // whether one that was sent may have been committed

    Transaction(@Nullable FencedTransaction writes, Duration timeout) {
      this.writes = writes;
      this.deadline = context.ticker().nanos() + Waits.toNanos(timeout);
    }

    CompletableFuture<Void> begin() {
      if (unsure) {
        look();
      } else {
        send();
      }
      return result;
    }

    private void send() {
      if (closed || node.session().hasEnded()) {
        lost(null);
        return;
      }
      List<Op> ops = new ArrayList<>();
      try {
        ops.add(Op.setData(node.path(), payload.encode(), version));
        if (writes != null) {
          ops.addAll(writes.ops(node.session()));
        }
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
        return;
      }
      node.session().multi(ops).whenComplete((done, failure) -> sent(failure));
    }

    private void sent(@Nullable Throwable failure) {
      if (failure == null) {
        version++;
        result.complete(null);
      } else if (ZkErrors.is(failure, Code.SESSIONEXPIRED)) {
        uncertain = true; // it was alive when this was sent
        lost(failure);
      } else if (ZkErrors.isConnectionTrouble(failure)) {
        uncertain = true;
        later(failure);
      } else if (Waits.unwrap(failure) instanceof TransactionFailure failed) {
        failed(failed);
      } else {
        result.completeExceptionally(ZkErrors.translate(failure, "A fenced transaction"));
      }
    }

    private void failed(TransactionFailure failure) {
      if (failure.index() > 0 && writes != null) {
        result.completeExceptionally(refusal(writes.path(failure.index() - 1), failure));
      } else if (failure.code() == Code.NONODE) {
        lost(failure);
      } else if (failure.code() == Code.BADVERSION) {
        look(); // somebody has set our node by hand, or a transaction that was given up came
        // through
      } else {
        result.completeExceptionally(ZkErrors.translate(failure, "A fenced transaction"));
      }
    }

    private void later(Throwable failure) {
      if (context.ticker().nanos() - deadline >= 0 || !context.isOpen()) {
        unsure |= uncertain;
        result.completeExceptionally(
            new CoordinationUnavailableException(
                "A fenced transaction was not answered in time, and may have been carried out",
                failure));
      } else {
        context.scheduler().after(ZkClient.jittered(PAUSE), this::look);
      }
    }

    private void look() {
      CompletableFuture<Void> sync = node.session().sync(node.path());
      CompletableFuture<Node> reading = node.session().getData(node.path());
      sync.whenComplete(
          (synced, unsynced) ->
              reading.whenComplete(
                  (read, unread) -> {
                    Throwable failure = unsynced != null ? unsynced : unread;
                    if (failure == null) {
                      looked(read.stat());
                    } else if (ZkErrors.is(failure, Code.NONODE)
                        || ZkErrors.is(failure, Code.SESSIONEXPIRED)) {
                      lost(failure);
                    } else if (ZkErrors.isConnectionTrouble(failure)) {
                      later(failure);
                    } else {
                      result.completeExceptionally(
                          ZkErrors.translate(failure, "A fenced transaction"));
                    }
                  }));
    }

    private void looked(Stat stat) {
      if (!node.is(stat)) {
        lost(null);
      } else if (uncertain && stat.getVersion() == version + 1) {
        version = stat.getVersion();
        result.complete(null);
      } else {
        uncertain = false;
        unsure = false;
        version = stat.getVersion();
        send();
      }
    }

    private void lost(@Nullable Throwable cause) {
      result.completeExceptionally(
          new LockLostException(
              "The lock of "
                  + node.path()
                  + " is lost; the fenced writes have "
                  + (uncertain ? "perhaps" : "not")
                  + " been carried out",
              cause));
    }
  }

  private static FencedWriteException refusal(String path, TransactionFailure failure) {
    Reason reason =
        switch (failure.code()) {
          case NONODE -> Reason.NO_NODE;
          case NODEEXISTS -> Reason.NODE_EXISTS;
          case BADVERSION -> Reason.VERSION_CONFLICT;
          case NOTEMPTY -> Reason.NOT_EMPTY;
          default -> Reason.OTHER;
        };
    return new FencedWriteException(
        "Nothing was written, because of " + path + ": " + failure.code(), path, reason, failure);
  }
}
