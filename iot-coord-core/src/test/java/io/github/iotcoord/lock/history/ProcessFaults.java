package io.github.iotcoord.lock.history;

import io.github.iotcoord.lock.history.Failpoint.Hold;
import io.github.iotcoord.lock.history.Fault.Target;
import io.github.iotcoord.testkit.Link;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;

/** What is done to a process. */
final class ProcessFaults implements Nemesis.Player {
  /** How long to wait for a worker that can be held: it needs the lock for that. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For how long a process that was paused acts before it hears of anything. */
  private static final Duration DEAF = Duration.ofMillis(100);

  private final List<CounterProcess> processes;
  private final CuratorFramework operator;
  private final String lockPath;
  private final Recorder recorder;

  /**
   * @param operator a client that nothing happens to
   * @param lockPath the parent of the lock's nodes
   */
  ProcessFaults(
      List<CounterProcess> processes,
      CuratorFramework operator,
      String lockPath,
      Recorder recorder) {
    this.processes = processes;
    this.operator = operator;
    this.lockPath = lockPath;
    this.recorder = recorder;
  }

  @Override
  public String play(Fault fault, Nemesis.Timer timer) throws Exception {
    CounterProcess process = processes.get(fault.victim());
    if (fault.kind().target() == Target.PROCESS) {
      playOnLink(fault, process.link(), timer);
      return "process " + process.name();
    }
    Optional<Hold> held = process.beforeWrite().holdNext(PATIENCE);
    if (held.isEmpty()) {
      return "no worker of process " + process.name() + " came by";
    }
    try (Hold hold = held.get()) {
      playOnHolder(fault, process, hold, timer);
      return "token " + hold.token() + " of process " + process.name();
    }
  }

  private static void playOnLink(Fault fault, Link link, Nemesis.Timer timer)
      throws InterruptedException {
    switch (fault.kind()) {
      case FREEZE -> {
        link.freeze();
        timer.pass(fault.lasting());
        link.unfreeze();
      }
      case CUT -> {
        link.cut();
        timer.pass(fault.lasting());
        link.mend();
      }
      case MUTE -> {
        link.mute();
        timer.pass(fault.lasting());
        link.unmute();
      }
      default -> throw new IllegalArgumentException(fault + " is none of a process");
    }
  }

  private void playOnHolder(Fault fault, CounterProcess process, Hold hold, Nemesis.Timer timer)
      throws Exception {
    switch (fault.kind()) {
      case LOSE_ANSWER -> {
        process.link().mute();
        hold.release();
        timer.pass(fault.lasting());
        process.link().unmute();
      }
      case LOSE_REQUEST -> {
        process.link().freeze();
        hold.release();
        timer.pass(fault.lasting());
        process.link().cut();
        process.link().mend();
      }
      case PAUSE -> pause(fault, process, hold, timer);
      case STALL -> timer.pass(fault.lasting());
      case EVICT -> {
        evict(hold.token());
        timer.pass(fault.lasting());
      }
      default -> throw new IllegalArgumentException(fault + " is none of a holder");
    }
  }

  private static void pause(Fault fault, CounterProcess process, Hold hold, Nemesis.Timer timer)
      throws Exception {
    EventStall deaf = EventStall.begin(process.client(), DEAF);
    try {
      process.link().freeze();
      timer.pass(fault.lasting());
      hold.release();
      timer.pass(DEAF);
    } finally {
      deaf.end();
      process.link().unfreeze();
    }
  }

  /** Deletes the node with a token, unless it is gone. */
  private void evict(long token) throws Exception {
    for (String node : operator.getChildren().forPath(lockPath)) {
      String path = lockPath + "/" + node;
      Stat stat = operator.checkExists().forPath(path);
      if (stat != null && stat.getCzxid() == token) {
        recorder.evicting(token);
        operator.delete().quietly().forPath(path);
      }
    }
  }
}
