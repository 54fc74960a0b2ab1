package io.github.iotcoord.lock.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.history.Fault.Kind;
import io.github.iotcoord.lock.history.Fault.Target;
import io.github.iotcoord.lock.history.Violation.Rule;
import io.github.iotcoord.testkit.EnsembleExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One history: processes that increment the counter for a while, with a nemesis or without one. */
final class Trial {
  /** The name of the lock. */
  static final String LOCK = "counter";

  private static final int PROCESSES = 5;
  private static final int WORKERS = 2;
  private static final Duration REST_OF_PROCESSES = Duration.ofMillis(1_500);
  private static final Duration REST_OF_SERVERS = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EnsembleExtension ensemble;
  private final long seed;
  private final Random random;
  private final String root;
  private final Ledger ledger;
  private final CuratorFramework direct;
  private final Recorder recorder = new Recorder();
  private final Nemesis nemesis = new Nemesis();
  private final List<CounterProcess> processes = new ArrayList<>();
  private final List<String> actors = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final List<Violation> violations = new ArrayList<>();

  /** On an ensemble, in which each trial has a seed of its own. */
  Trial(EnsembleExtension ensemble, long seed) {
    this.ensemble = ensemble;
    this.seed = seed;
    this.random = new Random(seed);
    this.root = "/trial-" + seed;
    this.ledger = new Ledger("/ledger-" + seed);
    this.direct = ensemble.client();
  }

  /** The parent of the lock's nodes. */
  String lockPath() {
    return new ZnodeLayout(root).lock(LOCK);
  }

  /** Notes that a process's grants may share a token. */
  void reuses(CounterProcess process) {
    recorder.reuses(process.name());
  }

  /**
   * Runs it and checks its history.
   *
   * @param locks each process's lock
   * @param kinds what may go wrong
   */
  Report run(Function<CounterProcess, DistributedLock> locks, Duration time, Set<Kind> kinds) {
    try {
      return runOrThrow(locks, time, kinds);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "The trial with seed " + seed + " broke off; faults were " + nemesis.played(), e);
    } finally {
      stop.countDown();
      nemesis.stop();
      workers.shutdownNow();
    }
  }

  private Report runOrThrow(
      Function<CounterProcess, DistributedLock> locks, Duration time, Set<Kind> kinds)
      throws Exception {
    startWorkers(locks);
    beginFaults(kinds);
    stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    nemesis.end();
    assertThat(processes).allMatch(CounterProcess::keepsToItsLink);
    checkProgress();
    stopWorkers();
    processes.forEach(CounterProcess::close);
    checkQueue();
    List<Applied> log = ledger.log(direct, actors);
    History history = recorder.history(log, ledger.changes(direct));
    violations.addAll(recorder.surprises());
    violations.addAll(HistoryChecker.check(history));
    return new Report(seed, time, history, nemesis.played(), List.copyOf(violations));
  }

  private void startWorkers(Function<CounterProcess, DistributedLock> locks) throws Exception {
    for (int p = 0; p < PROCESSES; p++) {
      processes.add(CounterProcess.start(p, ensemble, root));
      for (int w = 0; w < WORKERS; w++) {
        actors.add(p + "." + w);
      }
    }
    ledger.create(direct, actors);
    for (CounterProcess process : processes) {
      DistributedLock lock = locks.apply(process);
      for (int w = 0; w < WORKERS; w++) {
        String actor = process.name() + "." + w;
        Random own = new Random(random.nextLong());
        workers.execute(new Worker(actor, process, lock, ledger, recorder, own, stop));
      }
    }
  }

  private void beginFaults(Set<Kind> kinds) {
    Map<Boolean, List<Kind>> ofServers =
        kinds.stream()
            .sorted()
            .collect(Collectors.partitioningBy(kind -> kind.target() == Target.SERVERS));
    List<Kind> ofProcesses = ofServers.getOrDefault(false, List.of());
    ProcessFaults processFaults = new ProcessFaults(processes, direct, lockPath(), recorder);
    begin(ofProcesses, List.of(0, 1), REST_OF_PROCESSES, processFaults);
    begin(ofProcesses, List.of(2, 3, 4), REST_OF_PROCESSES, processFaults);
    begin(
        ofServers.getOrDefault(true, List.of()),
        List.of(0, 1, 2),
        REST_OF_SERVERS,
        new ServerFaults(ensemble));
  }

  private void begin(
      List<Kind> kinds, List<Integer> victims, Duration longestRest, Nemesis.Player player) {
    long planSeed = random.nextLong();
    if (!kinds.isEmpty()) {
      nemesis.begin(
          new FaultPlan(planSeed, kinds, victims, CounterProcess.SESSION, longestRest), player);
    }
  }

  private void checkProgress() {
    List<Integer> before = actors.stream().map(recorder::done).toList();
    BooleanSupplier everybody =
        () -> {
          for (int a = 0; a < before.size(); a++) {
            if (recorder.done(actors.get(a)) == before.get(a)) {
              return false;
            }
          }
          return true;
        };
    if (!comesTrue(everybody)) {
      for (int a = 0; a < before.size(); a++) {
        if (recorder.done(actors.get(a)) == before.get(a)) {
          violated(Rule.EVERYBODY_GOES_ON, actors.get(a) + " made no increment afterwards");
        }
      }
    }
  }

  private void stopWorkers() throws InterruptedException {
    stop.countDown();
    workers.shutdown();
    if (!workers.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      violated(Rule.EVERYBODY_GOES_ON, "a worker does not come back from its last call");
      workers.shutdownNow();
      workers.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void checkQueue() throws Exception {
    if (!comesTrue(() -> queue().isEmpty())) {
      violated(Rule.NOTHING_IS_LEFT_BEHIND, queue().toString());
    }
  }

  private List<String> queue() {
    try {
      return direct.getChildren().forPath(lockPath());
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    } catch (Exception e) {
      throw new IllegalStateException("the queue cannot be read", e);
    }
  }

  private void violated(Rule rule, String what) {
    violations.add(new Violation(rule, what));
  }

  private static boolean comesTrue(BooleanSupplier condition) {
    try {
      Awaitility.await().atMost(PATIENCE).until(condition::getAsBoolean);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
