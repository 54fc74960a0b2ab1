package io.github.iotcoord.internal.zk;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.concurrent.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Op.Create;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.common.PathUtils;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.CreateRequest;
import org.jspecify.annotations.Nullable;

/**
 * The way to ZooKeeper: Curator keeps the connection, and the requests go straight to ZooKeeper's
 * asynchronous client, because a recipe must know which session a request belongs to, and must not
 * be made to wait by a retry that it did not ask for. Thread-safe.
 */
public final class ZkClient {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final CuratorFramework curator;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final String namespace;
  private final String root;
  private final byte[] rootPayload;

  /**
   * @param curator a client without a namespace
   * @param namespace what the paths that callers give are relative to: empty, or an absolute path
   * @param root the library's root node, created with the payload given wherever it is missing
   */
  public ZkClient(
      CuratorFramework curator,
      Scheduler scheduler,
      Ticker ticker,
      String namespace,
      String root,
      byte[] rootPayload) {
    this.curator = curator;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.namespace = namespace;
    this.root = root;
    this.rootPayload = rootPayload.clone();
  }

  public CuratorFramework curator() {
    return curator;
  }

  /**
   * A path that a caller gave, as ZooKeeper knows it.
   *
   * @throws IllegalArgumentException if it is no absolute path of a node below the root of all
   */
  public String absolute(String path) {
    if (path == null || path.length() < 2) {
      throw new IllegalArgumentException("path must begin with '/' and a name, was " + path);
    }
    try {
      PathUtils.validatePath(path);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("path " + path + " is none: " + e.getMessage(), e);
    }
    return namespace + path;
  }

  /**
   * The session that is current now, connected or not.
   *
   * @throws CoordinationClosedException if the Curator client is not running
   * @throws CoordinationUnavailableException if Curator has given up for now
   */
  public ZkSession session() {
    if (curator.getState() != CuratorFrameworkState.STARTED) {
      throw new CoordinationClosedException("The Curator client");
    }
    ZooKeeper zk;
    try {
      zk = curator.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new CoordinationUnavailableException("ZooKeeper cannot be reached", e);
    }
    return new ZkSession(zk, this::aclOf);
  }

  /**
   * What the client's ACLProvider says for a path. Curator gives it away only inside an operation.
   */
  public List<ACL> aclOf(String path) {
    try {
      Op op = curator.transactionOp().create().forPath(path, rootPayload).get();
      return ((CreateRequest) ((Create) op).toRequestRecord()).getAcl();
    } catch (Exception e) {
      throw ZkErrors.translate(e, "Asking the ACLProvider about " + path);
    }
  }

  /**
   * Makes a request until it has an answer: again after each loss of the connection or the session,
   * with growing, jittered pauses, until the time is over. Only for requests that may be repeated.
   *
   * @return fails with a {@link CoordinationUnavailableException} when the time is over, with what
   *     the request failed with otherwise
   */
  public <T> CompletableFuture<T> retrying(
      String what, Duration timeout, Function<ZkSession, CompletableFuture<T>> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    long deadline = ticker.nanos() + Waits.toNanos(timeout);
    var alarm =
        scheduler.after(
            timeout,
            () ->
                result.completeExceptionally(
                    new CoordinationUnavailableException(
                        what + ": no answer within " + timeout.toMillis() + " ms", null)));
    attempt(what, deadline, FIRST_PAUSE, request, result);
    result.whenComplete((value, failure) -> alarm.cancel(false));
    return result;
  }

  private <T> void attempt(
      String what,
      long deadline,
      Duration pause,
      Function<ZkSession, CompletableFuture<T>> request,
      CompletableFuture<T> result) {
    if (result.isDone()) {
      return;
    }
    CompletableFuture<T> reply;
    try {
      reply = request.apply(session());
    } catch (RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    reply.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
          } else if (!ZkErrors.isConnectionTrouble(failure)) {
            result.completeExceptionally(Waits.unwrap(failure));
          } else if (ticker.nanos() - deadline >= 0) {
            result.completeExceptionally(
                new CoordinationUnavailableException(what + ": out of time", failure));
          } else {
            Duration longer = pause.multipliedBy(2);
            Duration next = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            scheduler.after(jittered(pause), () -> attempt(what, deadline, next, request, result));
          }
        });
  }

  /** Between half and all of a pause, so that many clients do not come back at one moment. */
  public static Duration jittered(Duration pause) {
    long nanos = Waits.toNanos(pause);
    return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
  }

  /**
   * Makes sure that a persistent node exists, and all above it, in one round trip; its payload is
   * empty if it is created here.
   */
  public CompletableFuture<Void> ensurePath(ZkSession session, String path) {
    return ensurePath(session, path, CreateMode.PERSISTENT);
  }

  /** As {@link #ensurePath(ZkSession, String)}, with a mode for the last node. */
  public CompletableFuture<Void> ensurePath(ZkSession session, String path, CreateMode mode) {
    List<CompletableFuture<@Nullable Created>> replies = new ArrayList<>();
    for (int slash = path.indexOf('/', 1); ; slash = path.indexOf('/', slash + 1)) {
      String part = slash < 0 ? path : path.substring(0, slash);
      byte[] payload = part.equals(root) ? rootPayload : new byte[0];
      replies.add(
          session
              .create(part, payload, slash < 0 ? mode : CreateMode.PERSISTENT)
              .exceptionally(
                  failure -> {
                    // A parent above ours may be one that we may not create; if it is missing, then
                    // the creation of what is below it says so.
                    if (ZkErrors.is(failure, Code.NODEEXISTS)
                        || (ZkErrors.is(failure, Code.NOAUTH) && !part.equals(path))) {
                      return null;
                    }
                    throw new java.util.concurrent.CompletionException(Waits.unwrap(failure));
                  }));
      if (slash < 0) {
        break;
      }
    }
    return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]));
  }

  /**
   * Runs a request and, if its parent is missing, creates the parent and runs the request once
   * more.
   */
  public <T> CompletableFuture<T> withParent(
      ZkSession session,
      String parent,
      CreateMode mode,
      Function<ZkSession, CompletableFuture<T>> request) {
    return request
        .apply(session)
        .handle(
            (value, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(value);
              }
              if (!ZkErrors.is(failure, Code.NONODE)) {
                return CompletableFuture.<T>failedFuture(Waits.unwrap(failure));
              }
              return ensurePath(session, parent, mode).thenCompose(made -> request.apply(session));
            })
        .thenCompose(Function.identity());
  }
}
