package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.cluster.Member;
import io.github.iotcoord.cluster.Membership;
import io.github.iotcoord.cluster.MembershipView;
import io.github.iotcoord.internal.codec.MemberPayload;
import io.github.iotcoord.internal.zk.CoordContext;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A group; it keeps nothing. */
public final class ZkMembership implements Membership {
  /** Two members of one process, one after the other, are two lives. */
  private static final AtomicLong lives = new AtomicLong();

  private final CoordContext context;
  private final String group;

  public ZkMembership(CoordContext context, String group) {
    this.context = context;
    this.group = group;
  }

  @Override
  public String group() {
    return group;
  }

  @Override
  public Member join() throws InterruptedException {
    MemberPayload payload =
        new MemberPayload(
            context.incarnation() + "-" + lives.incrementAndGet(), Clock.systemUTC().instant());
    String name = context.identity();
    MemberNode node =
        new MemberNode(context, context.layout().member(group, name), payload.encode());
    ZkMember member = context.own(new ZkMember(context, group, name, node));
    try {
      context.await(member.start(), "Joining " + group + " as " + name);
      return member;
    } catch (InterruptedException | RuntimeException e) {
      member.close();
      throw e;
    }
  }

  @Override
  public MembershipView view() throws InterruptedException {
    return MirrorMembershipView.open(context, group);
  }
}
