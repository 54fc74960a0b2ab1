package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import java.util.List;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/**
 * One write of one caller: what it reads, and what follows from that. It is planned again whenever
 * what was read has changed before the plan was carried out, or the outcome of that is unknown.
 */
interface TwinWrite<R> {
  /** What is being done, for messages. */
  String what();

  /** The node that is written; writes to one node are carried out in the order of the calls. */
  String target();

  /** The nodes that the plan depends on. */
  List<String> reads();

  /**
   * What to do, each operation with the version that it is based on.
   *
   * @param nodes what was read, null for each node that does not exist
   * @throws RuntimeException what the caller is to get
   */
  Plan<R> plan(ZkSession session, List<@Nullable Node> nodes);

  /** The write has been carried out; called before its caller is told. */
  default void written(R value) {}

  /**
   * The operations of a write.
   *
   * @param ops what to do, nothing if there is nothing to do
   * @param parents the persistent nodes that must be there for it
   * @param told the owner that it tells, or null
   * @param bytes about how large the request will be
   * @param value what the caller gets when it has been done
   */
  record Plan<R>(List<Op> ops, List<String> parents, @Nullable Told told, int bytes, R value) {
    static <R> Plan<R> nothing(R value) {
      return new Plan<>(List.of(), List.of(), null, 0, value);
    }
  }

  /** An owner that is told of one of its devices. */
  record Told(String owner, DeviceId device) {}
}
