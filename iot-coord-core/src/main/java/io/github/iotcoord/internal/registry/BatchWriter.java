package io.github.iotcoord.internal.registry;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.InTurn;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.registry.Change.Step;
import io.github.iotcoord.internal.registry.RecordTransaction.Told;
import io.github.iotcoord.internal.zk.BatchReader;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.OwnerNotices;
import io.github.iotcoord.internal.zk.TransactionFailure;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes of records, a batch in one transaction, and settles the fate of each of them.
 *
 * <p>A batch that begins with a guess is tried as if no device had a record. Otherwise, and if that
 * fails, the records are read and what must be done is planned by them. A transaction is refused
 * because of one operation: the change that is to blame fails, or all are planned anew if somebody
 * else was at work on the records. After some rounds the batch is halved, so that a device that
 * somebody writes to all the time holds up no other. When an answer is lost, the records are read
 * before the next try. Thread-safe.
 */
final class BatchWriter {
  /** How many devices a batch has at most. */
  static final int MOST = 100;

  /** How many bytes a batch has at most; ZooKeeper takes a megabyte. */
  static final int MOST_BYTES = 400_000;

  private static final int ROUNDS = 3;

  private final CoordContext context;
  private final OwnerNotices notices;
  private final Buckets buckets;
  private final BatchReader reader;
  private final InTurn<DeviceId> turns = new InTurn<>();

  BatchWriter(CoordContext context) {
    this.context = context;
    this.notices = new OwnerNotices(context);
    this.buckets = new Buckets(context.zk());
    this.reader = new BatchReader(context.zk(), new SerialExecutor(context.scheduler()));
  }

  /**
   * Makes changes of different devices.
   *
   * @return completes when all of them are decided or given up; never fails
   */
  CompletableFuture<Void> write(List<? extends Change> batch) {
    List<DeviceId> inTurn = batch.stream().filter(Change::takesTurns).map(Change::id).toList();
    return inTurn.isEmpty() ? begin(batch) : turns.runAll(inTurn, () -> begin(batch));
  }

  private CompletableFuture<Void> begin(List<? extends Change> batch) {
    String what = batch.size() == 1 ? batch.get(0).what() : "Writing " + batch.size() + " records";
    return context
        .zk()
        .retrying(what, context.operationTimeout(), session -> attempt(session, batch, 0))
        .handle(
            (done, failure) -> {
              if (failure != null) {
                batch.forEach(change -> giveUp(change, failure));
              }
              return null;
            });
  }

  private static void giveUp(Change change, Throwable failure) {
    if (!change.isDecided()) {
      Throwable cause = Waits.unwrap(failure);
      // Each has an exception of its own: it may be thrown to another caller.
      change.fail(
          ZkErrors.isConnectionTrouble(cause)
              ? new CoordinationUnavailableException(
                  change.what() + ": " + cause.getMessage(), cause)
              : cause);
    }
  }

  private CompletableFuture<Void> attempt(
      ZkSession session, List<? extends Change> batch, int round) {
    List<Change> open = new ArrayList<>(batch.size());
    for (Change change : batch) {
      if (!change.isDecided()) {
        open.add(change);
      }
    }
    if (open.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    if (!session.isConnected()) {
      // Not handed to ZooKeeper's client, or it could not be told from what was sent.
      return CompletableFuture.failedFuture(
          new CoordinationUnavailableException("not connected to ZooKeeper", null));
    }
    if (open.size() > 1 && round >= ROUNDS) {
      int half = open.size() / 2;
      return CompletableFuture.allOf(
          attempt(session, open.subList(0, half), 1),
          attempt(session, open.subList(half, open.size()), 1));
    }
    if (round == 0 && open.stream().allMatch(Change::guessesAbsence)) {
      return transact(session, open, null, round);
    }
    return read(session, open)
        .handle(
            (nodes, failure) -> {
              if (failure == null) {
                return transact(session, open, nodes, round);
              }
              if (ZkErrors.isConnectionTrouble(failure)) {
                return CompletableFuture.<Void>failedFuture(failure);
              }
              // One that may not be read, for instance: the others may.
              if (open.size() == 1) {
                open.get(0).fail(failure);
              }
              return attempt(session, open, ROUNDS);
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<List<@Nullable Node>> read(ZkSession session, List<Change> open) {
    List<String> paths = open.stream().map(Change::path).toList();
    boolean inDoubt = open.stream().anyMatch(Change::inDoubt);
    if (open.size() == 1) {
      if (inDoubt) {
        session.sync(paths.get(0)); // answered before the read that follows
      }
      return session.getDataOfAll(paths);
    }
    Map<String, Node> found = new HashMap<>();
    CompletableFuture<Void> done =
        inDoubt
            ? reader.readSynced(paths, (some, nodes) -> collect(some, nodes, found))
            : reader.read(paths, (some, nodes) -> collect(some, nodes, found));
    return done.thenApply(
        all -> {
          List<@Nullable Node> nodes = new ArrayList<>(paths.size());
          paths.forEach(path -> nodes.add(found.get(path)));
          return nodes;
        });
  }

  private static void collect(
      List<String> paths, List<@Nullable Node> nodes, Map<String, Node> found) {
    for (int i = 0; i < paths.size(); i++) {
      Node node = nodes.get(i);
      if (node != null) {
        found.put(paths.get(i), node);
      }
    }
  }

  private CompletableFuture<Void> transact(
      ZkSession session, List<Change> open, @Nullable List<@Nullable Node> nodes, int round) {
    RecordTransaction transaction = new RecordTransaction(session, notices);
    for (int i = 0; i < open.size(); i++) {
      Change change = open.get(i);
      try {
        Step step = nodes == null ? change.guess(session) : change.plan(session, nodes.get(i));
        if (step != null && change.sent()) {
          transaction.add(change, step);
        }
      } catch (RuntimeException e) {
        change.fail(e);
      }
    }
    if (transaction.changes().isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    // Sent ahead on the same session, so that they are there when the transaction arrives.
    Map<String, CompletableFuture<Void>> made = new HashMap<>();
    transaction
        .bucketsNeeded()
        .forEach(bucket -> made.put(bucket, buckets.ensure(session, bucket)));
    return transaction
        .commit()
        .handle(
            (results, failure) -> {
              if (failure == null) {
                transaction.changes().forEach(Change::committed);
                return CompletableFuture.<Void>completedFuture(null);
              }
              if (ZkErrors.isConnectionTrouble(failure)) {
                return CompletableFuture.<Void>failedFuture(failure);
              }
              transaction.changes().forEach(Change::refused);
              return blame(session, transaction, made, Waits.unwrap(failure))
                  .thenCompose(done -> attempt(session, open, round + 1));
            })
        .thenCompose(Function.identity());
  }

  /** Does away with what kept a transaction from being carried out, or fails whose fault it was. */
  private CompletableFuture<Void> blame(
      ZkSession session,
      RecordTransaction transaction,
      Map<String, CompletableFuture<Void>> made,
      Throwable failure) {
    if (!(failure instanceof TransactionFailure failed)) {
      transaction.changes().forEach(change -> change.fail(failure));
      return CompletableFuture.completedFuture(null);
    }
    boolean race =
        failed.code() == Code.NODEEXISTS
            || failed.code() == Code.NONODE
            || failed.code() == Code.BADVERSION;
    Change change = transaction.recordAt(failed.index());
    if (change != null) {
      if (!race) {
        change.fail(failure);
      } else if (failed.code() == Code.NONODE && transaction.creates(failed.index())) {
        buckets.forget();
        CompletableFuture<Void> bucket = made.get(change.bucket());
        return bucket == null ? CompletableFuture.completedFuture(null) : settled(bucket, change);
      }
      return CompletableFuture.completedFuture(null);
    }
    Told told = transaction.noticeAt(failed.index());
    if (told == null) {
      if (!race) {
        transaction.touching(failed.index()).forEach(each -> each.fail(failure));
      }
      return CompletableFuture.completedFuture(null);
    }
    if (!race) {
      told.change().fail(failure);
      return CompletableFuture.completedFuture(null);
    }
    return settled(
        notices.prepare(session, told.owner(), told.change().id().value()), told.change());
  }

  /** Waits for what a change needs; the change fails if it cannot be had. */
  private static CompletableFuture<Void> settled(CompletableFuture<Void> needed, Change change) {
    return needed.handle(
        (done, failure) -> {
          if (failure != null && !ZkErrors.isConnectionTrouble(failure)) {
            change.fail(failure);
          }
          return null;
        });
  }
}
