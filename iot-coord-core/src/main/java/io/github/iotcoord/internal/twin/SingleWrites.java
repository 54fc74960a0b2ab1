package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.twin.TwinWrite.Plan;
import io.github.iotcoord.internal.twin.TwinWrite.Told;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.OwnerNotices;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;

/**
 * Carries out writes one by one: each is repeated until it is answered or its time is over, and
 * planned again when somebody else was faster.
 */
final class SingleWrites {
  private final CoordContext context;
  private final OwnerNotices notices;

  SingleWrites(CoordContext context) {
    this.context = context;
    this.notices = new OwnerNotices(context);
  }

  /** Carries a write out; the future ends when its caller has been told. */
  CompletableFuture<Void> carryOut(PendingWrite<?> item) {
    return context
        .zk()
        .retrying(item.write.what(), context.operationTimeout(), session -> attempt(session, item))
        .handle(
            (plan, failure) -> {
              if (failure == null) {
                item.end(plan);
              } else {
                item.fail(failure);
              }
              return null;
            });
  }

  private CompletableFuture<Plan<?>> attempt(ZkSession session, PendingWrite<?> item) {
    if (item.result.isDone()) {
      return CompletableFuture.failedFuture(new CancellationException("nobody waits for it"));
    }
    return TwinReader.each(session, item.write.reads())
        .thenComposeAsync(
            nodes -> {
              Plan<?> plan = item.write.plan(session, nodes);
              return plan.ops().isEmpty()
                  ? CompletableFuture.<Plan<?>>completedFuture(plan)
                  : run(session, item, plan);
            },
            context.scheduler());
  }

  // Each conflict means that somebody else got on, so it does not go round for ever.
  private CompletableFuture<Plan<?>> run(ZkSession session, PendingWrite<?> item, Plan<?> plan) {
    return session
        .multi(plan.ops())
        .handle(
            (results, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Plan<?>>completedFuture(plan);
              }
              if (ZkErrors.is(failure, Code.BADVERSION)) {
                return attempt(session, item);
              }
              if (ZkErrors.is(failure, Code.NONODE) || ZkErrors.is(failure, Code.NODEEXISTS)) {
                return prepare(session, plan).thenCompose(made -> attempt(session, item));
              }
              return CompletableFuture.<Plan<?>>failedFuture(Waits.unwrap(failure));
            })
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Void> prepare(ZkSession session, Plan<?> plan) {
    Told told = plan.told();
    CompletableFuture<Void> made = ensure(session, plan.parents());
    return told == null
        ? made
        : made.thenCompose(done -> notices.prepare(session, told.owner(), told.device().value()));
  }

  /** Creates what is missing of persistent nodes and their parents. */
  CompletableFuture<Void> ensure(ZkSession session, Collection<String> paths) {
    return CompletableFuture.allOf(
        paths.stream()
            .map(path -> context.zk().ensurePath(session, path))
            .toArray(CompletableFuture<?>[]::new));
  }
}
