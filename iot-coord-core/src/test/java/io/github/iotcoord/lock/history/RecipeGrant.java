package io.github.iotcoord.lock.history;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.SessionLease;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.lock.FencedWriteException;
import io.github.iotcoord.lock.FencedWriteException.Reason;
import io.github.iotcoord.lock.FencedWrites;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.lock.LockLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.RetryLoop;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** The grant of a {@link RecipeLock}, with as much as the traffic needs. */
final class RecipeGrant implements LockGrant {
  private final CuratorFramework client;
  private final SessionLease lease;
  private final String node;
  private final Stat stat;
  private final Flaw flaw;
  private volatile boolean closed;

  RecipeGrant(CuratorFramework client, SessionLease lease, String node, Stat stat, Flaw flaw) {
    this.client = client;
    this.lease = lease;
    this.node = node;
    this.stat = stat;
    this.flaw = flaw;
  }

  static void remove(CuratorFramework client, String node) throws Exception {
    client.delete().guaranteed().inBackground().forPath(node);
  }

  @Override
  public String lockName() {
    return Trial.LOCK;
  }

  @Override
  public long token() {
    return stat.getCzxid();
  }

  @Override
  public boolean isValid() {
    boolean leased = lease.sessionId() == stat.getEphemeralOwner() && lease.isValid();
    return !closed && (leased || flaw == Flaw.KNOWS_NO_LEASE);
  }

  @Override
  public void requireValid() {
    if (!isValid()) {
      throw new LockLostException("grant " + token(), null);
    }
  }

  @Override
  public Duration remaining() {
    return isValid() ? lease.remaining() : Duration.ZERO;
  }

  @Override
  public void fenced(Consumer<FencedWrites> writes) throws InterruptedException {
    Transaction transaction = new Transaction();
    if (flaw != Flaw.DOES_NOT_FENCE) {
      transaction.check(node, FencedWrites.ANY_VERSION);
    }
    writes.accept(transaction);
    try {
      ZooKeeper zookeeper = client.getZookeeperClient().getZooKeeper();
      if (flaw == Flaw.REPEATS_LOST_WRITES) {
        RetryLoop.callWithRetry(
            client.getZookeeperClient(), () -> zookeeper.multi(transaction.ops));
      } else {
        zookeeper.multi(transaction.ops);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (KeeperException e) {
      failed(e);
    } catch (Exception e) {
      throw new CoordinationUnavailableException("a fenced write", e);
    }
  }

  private void failed(KeeperException e) {
    List<OpResult> results = e.getResults();
    if (results != null) {
      boolean fence = results.get(0) instanceof ErrorResult first && first.getErr() != 0;
      throw fence
          ? new LockLostException("grant " + token() + ": its node is gone", e)
          : new FencedWriteException("a fenced write", "" + e.getPath(), Reason.OTHER, e);
    }
    if (e.code() == Code.SESSIONEXPIRED || e.code() == Code.SESSIONMOVED) {
      throw new LockLostException("grant " + token(), e);
    }
    if (flaw != Flaw.TRUSTS_LOST_WRITES) {
      throw new CoordinationUnavailableException("a fenced write", e);
    }
  }

  @Override
  public CompletableFuture<Void> fencedAsync(Consumer<FencedWrites> writes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            fenced(writes);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    try {
      remove(client, node);
    } catch (Exception e) {
      throw new IllegalStateException("releasing " + node, e);
    }
  }

  @Override
  public Subscription onLost(Runnable listener, Executor executor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LockGrant reenter() {
    throw new UnsupportedOperationException();
  }

  /** Collects writes. */
  private static final class Transaction implements FencedWrites {
    final List<Op> ops = new ArrayList<>();

    @Override
    public FencedWrites create(String path, byte[] data) {
      ops.add(Op.create(path, data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
      return this;
    }

    @Override
    public FencedWrites set(String path, byte[] data, int expectedVersion) {
      ops.add(Op.setData(path, data, expectedVersion));
      return this;
    }

    @Override
    public FencedWrites delete(String path, int expectedVersion) {
      ops.add(Op.delete(path, expectedVersion));
      return this;
    }

    @Override
    public FencedWrites check(String path, int expectedVersion) {
      ops.add(Op.check(path, expectedVersion));
      return this;
    }
  }
}
