package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.cluster.Member;
import io.github.iotcoord.cluster.MemberState;
import io.github.iotcoord.cluster.MembershipView;
import io.github.iotcoord.cluster.PartitionListener;
import io.github.iotcoord.cluster.PartitionShare;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.DistributedLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/** Wants what the members' names say, whenever they change. */
final class ZkPartitionShare implements PartitionShare {
  private final CoordContext context;
  private final Member member;
  private final MembershipView view;
  private final List<HeldPartition> partitions = new ArrayList<>();
  private final Subscription members;
  private final Subscription self;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  // Guarded by this.
  private List<String> names = List.of();
  private boolean present;
  private boolean superseded;
  private boolean closed;

  ZkPartitionShare(
      CoordContext context,
      Member member,
      MembershipView view,
      int count,
      IntFunction<DistributedLock> locks,
      PartitionListener listener,
      Executor executor) {
    this.context = context;
    this.member = member;
    this.view = view;
    for (int i = 0; i < count; i++) {
      partitions.add(new HeldPartition(i, locks.apply(i), listener, executor, context.scheduler()));
    }
    SerialExecutor serial = new SerialExecutor(context.scheduler());
    self = member.addListener(this::selfChanged, serial);
    members = view.addListener(this::assign, serial);
  }

  private synchronized void selfChanged(MemberState state) {
    present = state == MemberState.PRESENT;
    superseded |= state == MemberState.SUPERSEDED;
    assign();
  }

  private synchronized void assign(List<String> current) {
    names = current;
    assign();
  }

  private void assign() {
    if (closed) {
      return;
    }
    for (int i = 0; i < partitions.size(); i++) {
      HeldPartition partition = partitions.get(i);
      boolean own = !superseded && member.name().equals(Rendezvous.owner(i, names));
      // While our node is gone, the name may be another process's already: we begin nothing new.
      partition.want(own && (present || partition.isWanted()));
    }
  }

  @Override
  public Member member() {
    return member;
  }

  @Override
  public Set<Integer> held() {
    Set<Integer> held = new TreeSet<>();
    for (int i = 0; i < partitions.size(); i++) {
      if (partitions.get(i).isHeld()) {
        held.add(i);
      }
    }
    return Set.copyOf(held);
  }

  @Override
  public CompletableFuture<Void> leave() {
    synchronized (this) {
      if (closed) {
        return gone;
      }
      closed = true;
    }
    self.close();
    members.close();
    view.close();
    // Others may begin to wait for the locks while we let go of them.
    member.close();
    context.disown(this);
    CompletableFuture.allOf(
            partitions.stream().map(HeldPartition::close).toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> gone.complete(null));
    context.track(gone);
    return gone;
  }

  @Override
  public void close() {
    leave();
  }
}
