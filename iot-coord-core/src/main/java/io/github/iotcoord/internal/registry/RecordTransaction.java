package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.registry.Change.Step;
import io.github.iotcoord.internal.zk.OwnerNotices;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.jspecify.annotations.Nullable;

/**
 * Changes of records that are made together: the records' operations first, then the buckets that
 * must be touched, then the notices to owners. Used by one thread at a time.
 */
final class RecordTransaction {
  private static final byte[] EMPTY = new byte[0];

  private final ZkSession session;
  private final OwnerNotices notices;
  private final List<Change> changes = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final Set<String> touched = new LinkedHashSet<>();

  /** Who is told of which change. */
  record Told(String owner, Change change) {}

  RecordTransaction(ZkSession session, OwnerNotices notices) {
    this.session = session;
    this.notices = notices;
  }

  void add(Change change, Step step) {
    changes.add(change);
    steps.add(step);
    String owner = step.tell();
    if (owner != null) {
      told.add(new Told(owner, change));
    }
    if (step.replaces()) {
      touched.add(change.bucket());
    }
  }

  List<Change> changes() {
    return changes;
  }

  /** The buckets that must be there for it. */
  Set<String> bucketsNeeded() {
    Set<String> needed = new LinkedHashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).creates()) {
        needed.add(changes.get(i).bucket());
      }
    }
    return needed;
  }

  CompletableFuture<List<OpResult>> commit() {
    List<Op> ops = new ArrayList<>(steps.size() + touched.size() + 2 * told.size());
    steps.forEach(step -> ops.add(step.op()));
    touched.forEach(bucket -> ops.add(Op.setData(bucket, EMPTY, -1)));
    told.forEach(one -> ops.addAll(notices.ops(session, one.owner(), one.change().id().value())));
    return session.multi(ops);
  }

  /** The change whose record's operation is at a position, or null if none's is. */
  @Nullable Change recordAt(int index) {
    return index < changes.size() ? changes.get(index) : null;
  }

  boolean creates(int index) {
    return steps.get(index).creates();
  }

  /** The notice of which an operation is at a position, or null if none's is. */
  @Nullable Told noticeAt(int index) {
    int at = index - changes.size() - touched.size();
    return at >= 0 ? told.get(at / 2) : null;
  }

  /** The changes that touch the bucket at a position. */
  List<Change> touching(int index) {
    String bucket = List.copyOf(touched).get(index - changes.size());
    List<Change> all = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).replaces() && changes.get(i).bucket().equals(bucket)) {
        all.add(changes.get(i));
      }
    }
    return all;
  }
}
