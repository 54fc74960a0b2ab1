package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.cluster.Member;
import io.github.iotcoord.cluster.MembershipView;
import io.github.iotcoord.cluster.PartitionListener;
import io.github.iotcoord.cluster.PartitionShare;
import io.github.iotcoord.cluster.Partitions;
import io.github.iotcoord.internal.codec.PartitionCount;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/** A number of partitions that has been agreed on. */
public final class ZkPartitions implements Partitions {
  private final CoordContext context;
  private final String name;
  private final int count;
  private final Function<String, DistributedLock> locks;
  private final ZkMembership membership;

  private ZkPartitions(
      CoordContext context, String name, int count, Function<String, DistributedLock> locks) {
    this.context = context;
    this.name = name;
    this.count = count;
    this.locks = locks;
    this.membership = new ZkMembership(context, ZnodeLayout.partitionsName(name));
  }

  /**
   * Agrees with the other processes on the number of partitions.
   *
   * @param locks gives the lock of a name
   */
  public static Partitions agree(
      CoordContext context, String name, int count, Function<String, DistributedLock> locks)
      throws InterruptedException {
    String what = "Agreeing on the partitions of " + name;
    int agreed =
        context.await(
            context
                .zk()
                .retrying(
                    what,
                    context.operationTimeout(),
                    session -> agree(context, session, name, count)),
            what);
    if (agreed != count) {
      throw new CoordinationException(
          name + " is shared by " + agreed + " partitions already, not by " + count);
    }
    return new ZkPartitions(context, name, count, locks);
  }

  private static CompletableFuture<Integer> agree(
      CoordContext context, ZkSession session, String name, int count) {
    String path = context.layout().partitions(name);
    return context
        .zk()
        .withParent(
            session,
            ZnodeLayout.parentOf(path),
            CreateMode.PERSISTENT,
            s -> s.create(path, new PartitionCount(count).encode(), CreateMode.PERSISTENT))
        .handle(
            (created, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(count);
              }
              if (!ZkErrors.is(failure, Code.NODEEXISTS)) {
                return CompletableFuture.<Integer>failedFuture(Waits.unwrap(failure));
              }
              session.sync(path);
              return session
                  .getData(path)
                  .thenApply(node -> PartitionCount.decode(path, node.data()).partitions());
            })
        .thenCompose(Function.identity());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int of(String key) {
    return Rendezvous.partitionOf(key, count);
  }

  @Override
  public PartitionShare join(PartitionListener listener, Executor executor)
      throws InterruptedException {
    Listeners.require(listener, executor);
    Member member = membership.join();
    MembershipView view;
    try {
      view = membership.view();
    } catch (InterruptedException | RuntimeException e) {
      member.close();
      throw e;
    }
    return context.own(
        new ZkPartitionShare(
            context,
            member,
            view,
            count,
            number -> locks.apply(ZnodeLayout.partitionName(name, number)),
            listener,
            executor));
  }

  @Override
  public MembershipView members() throws InterruptedException {
    return membership.view();
  }
}
