package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.codec.LogHeader;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;

/** The writes to one publisher's log. Thread-safe. */
final class LogWriter {
  private final ZkClient zk;
  private final ServerClock clock;
  private final String parent;
  private final String path;

  LogWriter(ZkClient zk, ServerClock clock, ZnodeLayout layout, String channel, String publisher) {
    this.zk = zk;
    this.clock = clock;
    this.parent = layout.channelLog(channel);
    this.path = layout.publisherLog(channel, publisher);
  }

  String path() {
    return path;
  }

  /** Creates the log, to hold segments from this number on, unless it exists. */
  CompletableFuture<Void> create(ZkSession session, long first) {
    return zk.withParent(
            session,
            parent,
            CreateMode.PERSISTENT,
            s -> s.create(path, LogHeader.encode(first), CreateMode.PERSISTENT))
        .handle(
            (created, failure) -> {
              if (failure != null && !ZkErrors.is(failure, Code.NODEEXISTS)) {
                throw new CompletionException(Waits.unwrap(failure));
              }
              return null;
            });
  }

  /**
   * Appends a segment.
   *
   * @param afterPrevious whether to do it only if the one before exists
   */
  CompletableFuture<?> append(
      ZkSession session, long number, byte[] payload, boolean afterPrevious) {
    String node = segment(number);
    if (afterPrevious) {
      return session.multi(
          List.of(
              Op.check(segment(number - 1), -1),
              session.createOp(node, payload, CreateMode.PERSISTENT)));
    }
    CompletableFuture<io.github.iotcoord.internal.zk.Created> reply =
        session.create(node, payload, CreateMode.PERSISTENT);
    return reply.thenAccept(created -> clock.saw(created.stat().getCtime()));
  }

  /** The path of a segment. */
  String segment(long number) {
    return ZnodeLayout.child(path, ZnodeLayout.segmentName(number));
  }
}
