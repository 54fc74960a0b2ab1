package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * One change of one device's record, and what is known of its fate. It is planned anew before each
 * try; one plan is made at a time. Thread-safe otherwise.
 */
abstract class Change {
  /** What else a record's operation adds to a request, about: paths, an ACL, a notice. */
  private static final int OVERHEAD = 300;

  private final DeviceId id;
  private final String path;
  private final String bucket;
  private final CompletableFuture<RegisteredDevice> outcome = new CompletableFuture<>();
  private boolean decided;
  private int doubts;
  private boolean written;
  private @Nullable RegisteredDevice planned;

  /**
   * An operation on the record.
   *
   * @param creates whether it creates it, so that the bucket must be there
   * @param replaces whether it replaces it, so that the bucket must be touched
   * @param tell the owner that must be given a notice, or null
   */
  record Step(Op op, boolean creates, boolean replaces, @Nullable String tell) {}

  Change(DeviceId id, RecordPaths paths) {
    this.id = id;
    this.bucket = paths.bucketOf(id);
    this.path = paths.in(bucket, id);
  }

  /** What is being done, for messages. */
  abstract String what();

  /** The size of what it writes, in bytes. */
  abstract int payload();

  /**
   * Says what to do, given the record as it is; null where nothing is left to do because the change
   * has been {@link #finish finished}.
   *
   * @param present the record, or null if there is none
   * @throws RuntimeException what the change fails with
   */
  abstract @Nullable Step plan(ZkSession session, @Nullable Node present);

  /** Whether to try first without looking, as if there were no record. */
  boolean guessesAbsence() {
    return false;
  }

  /** What to do if there is no record; only if absence is guessed. */
  Step guess(ZkSession session) {
    throw new IllegalStateException(what() + " needs a look first");
  }

  /** Whether changes of this kind must not overlap for one device. */
  boolean takesTurns() {
    return false;
  }

  final DeviceId id() {
    return id;
  }

  final String path() {
    return path;
  }

  final String bucket() {
    return bucket;
  }

  /** How much of a request it takes at most, in bytes: a character of a name has up to three. */
  final int weight() {
    return payload() + 12 * path.length() + OVERHEAD;
  }

  /** Completes with what the registry has, or had, when the fate is known or given up. */
  final CompletableFuture<RegisteredDevice> outcome() {
    return outcome;
  }

  final synchronized boolean isDecided() {
    return decided || outcome.isDone();
  }

  private synchronized void decide() {
    decided = true;
  }

  final void plan(RegisteredDevice result) {
    planned = result;
  }

  /** What the last plan would have led to. */
  final @Nullable RegisteredDevice planned() {
    return planned;
  }

  final void finish(RegisteredDevice result) {
    decide();
    outcome.complete(result);
  }

  final void fail(Throwable failure) {
    decide();
    outcome.completeExceptionally(ZkErrors.translate(failure, what()));
  }

  /**
   * It goes out with a transaction, which may be carried out from now on; false if it has been
   * given up meanwhile, and so must not.
   */
  final synchronized boolean sent() {
    if (isDecided()) {
      return false;
    }
    doubts++;
    return true;
  }

  /** The transaction has been refused. */
  final synchronized void refused() {
    doubts--;
  }

  /** The transaction has been carried out. */
  final void committed() {
    synchronized (this) {
      written = true;
    }
    RegisteredDevice result = planned;
    if (result != null) {
      finish(result);
    }
  }

  /** Whether one of its transactions is known to have been carried out. */
  final synchronized boolean isWritten() {
    return written;
  }

  /** Whether it may have been carried out, or may be carried out still. */
  final synchronized boolean inDoubt() {
    return doubts > 0;
  }
}
