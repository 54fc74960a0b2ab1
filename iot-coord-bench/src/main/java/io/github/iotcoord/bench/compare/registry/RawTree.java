package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.bench.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * Work on a tree of two levels, as the raw client does it best: transactions of a hundred writes or
 * multi-reads of some hundred nodes, several of them under way at once.
 */
final class RawTree {
  private static final int WRITES = 100;
  private static final int READS = 500;
  private static final int IN_FLIGHT = 16;

  private final ZooKeeper zooKeeper;

  RawTree(ZooKeeper zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  /** Creates nodes with the contents given. */
  void create(List<String> paths, List<byte[]> contents) throws Exception {
    List<Op> ops = new ArrayList<>(paths.size());
    for (int i = 0; i < paths.size(); i++) {
      ops.add(Op.create(paths.get(i), contents.get(i), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
    }
    inBatches(ops, WRITES);
  }

  /** Deletes nodes. */
  void delete(List<String> paths) throws Exception {
    List<Op> ops = new ArrayList<>(paths.size());
    paths.forEach(path -> ops.add(Op.delete(path, -1)));
    inBatches(ops, WRITES);
  }

  /** Reads nodes and throws away what they say; returns how many bytes there were. */
  long read(List<String> paths) throws Exception {
    List<Op> ops = new ArrayList<>(paths.size());
    paths.forEach(path -> ops.add(Op.getData(path)));
    long bytes = 0;
    for (OpResult result : inBatches(ops, READS)) {
      bytes += ((OpResult.GetDataResult) result).getData().length;
    }
    return bytes;
  }

  /** The paths of all leaves below a root. */
  List<String> leaves(String root) throws Exception {
    List<String> groups = zooKeeper.getChildren(root, false);
    List<Op> ops = new ArrayList<>();
    groups.forEach(group -> ops.add(Op.getChildren(root + "/" + group)));
    List<OpResult> lists = inBatches(ops, 8);
    List<String> leaves = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String parent = root + "/" + groups.get(i) + "/";
      ((OpResult.GetChildrenResult) lists.get(i))
          .getChildren()
          .forEach(n -> leaves.add(parent + n));
    }
    return leaves;
  }

  private List<OpResult> inBatches(List<Op> ops, int size) throws Exception {
    int batches = (ops.size() + size - 1) / size;
    List<List<OpResult>> answers = new ArrayList<>(Collections.nCopies(batches, List.of()));
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicInteger failure = new AtomicInteger();
    for (int i = 0; i < batches; i++) {
      int batch = i;
      Patience.acquire(room, 1, "an answer to a batch");
      zooKeeper.multi(
          ops.subList(i * size, Math.min(ops.size(), (i + 1) * size)),
          (code, path, context, results) -> {
            if (code == Code.OK.intValue()) {
              answers.set(batch, results);
            } else {
              failure.set(code);
            }
            room.release();
          },
          null);
    }
    Patience.acquire(room, IN_FLIGHT, "the answers to the last batches");
    if (failure.get() != 0) {
      throw KeeperException.create(Code.get(failure.get()));
    }
    List<OpResult> all = new ArrayList<>(ops.size());
    answers.forEach(all::addAll);
    return all;
  }
}
