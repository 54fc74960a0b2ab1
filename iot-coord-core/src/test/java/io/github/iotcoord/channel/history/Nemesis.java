package io.github.iotcoord.channel.history;

import static org.awaitility.Awaitility.await;

import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Does things to processes and servers, one after the other on each of its threads. What it does is
 * the same for the same seed; the moments are not.
 */
final class Nemesis {
  private static final Duration LONGEST_REST = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST_OF_SERVERS = Duration.ofSeconds(5);
  private static final long BEFORE_A_CRASH = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EnsembleExtension ensemble;
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> lanes = new ArrayList<>();
  private final Queue<String> done = new ConcurrentLinkedQueue<>();
  private final long begin = System.nanoTime();

  private interface Step {
    void play(Random random) throws Exception;
  }

  Nemesis(EnsembleExtension ensemble) {
    this.ensemble = ensemble;
  }

  /** What can be done to a process. */
  enum Trouble {
    FREEZE,
    CUT,
    MUTE,
    RESTART,
    CRASH,
    /** What it says last is done, and it does not hear of it. */
    MUTE_AND_CRASH,
    /** What it says last is lost. */
    CUT_AND_CRASH
  }

  /** Begins to trouble some processes, of which one at a time has a fault. */
  void trouble(List<? extends ChannelProcess> processes, Set<Trouble> kinds, long seed) {
    List<Trouble> deck = List.copyOf(kinds);
    if (!deck.isEmpty()) {
      begin(
          seed,
          LONGEST_REST,
          random -> {
            ChannelProcess process = processes.get(random.nextInt(processes.size()));
            trouble(process, deck.get(random.nextInt(deck.size())), random);
          });
    }
  }

  /** Begins to trouble the servers. */
  void troubleServers(long seed) {
    begin(seed, LONGEST_REST_OF_SERVERS, this::troubleServers);
  }

  private void begin(long seed, Duration longestRest, Step step) {
    Random random = new Random(seed);
    lanes.add(
        threads.submit(
            () -> {
              while (!pass(random.nextLong(longestRest.toMillis()))) {
                step.play(random);
              }
              return null;
            }));
  }

  /** Lets time pass; returns whether the end has come meanwhile. */
  private boolean pass(long millis) throws InterruptedException {
    return end.await(millis, TimeUnit.MILLISECONDS);
  }

  private void trouble(ChannelProcess process, Trouble trouble, Random random)
      throws InterruptedException {
    long millis = random.nextLong(2 * ChannelProcess.SESSION.toMillis());
    note(trouble + " " + process.name() + ", for " + millis + " ms if it lasts");
    switch (trouble) {
      case FREEZE -> {
        process.link().freeze();
        pass(millis);
        process.link().unfreeze();
      }
      case CUT -> {
        process.link().cut();
        pass(millis);
        process.link().mend();
      }
      case MUTE -> {
        process.link().mute();
        pass(millis / 4);
        process.link().unmute();
      }
      case RESTART -> {
        process.end();
        process.begin();
      }
      case CRASH, MUTE_AND_CRASH, CUT_AND_CRASH -> {
        if (trouble == Trouble.MUTE_AND_CRASH) {
          process.link().mute();
          pass(BEFORE_A_CRASH);
        } else if (trouble == Trouble.CUT_AND_CRASH) {
          process.link().cut();
          pass(BEFORE_A_CRASH);
        }
        process.crash();
        process.begin();
      }
    }
  }

  private void troubleServers(Random random) throws Exception {
    List<String> killed = new ArrayList<>();
    int kind = random.nextInt(4);
    String other = ensemble.servers().get(random.nextInt(3));
    if (kind != 3) {
      killed.add(ensemble.leader());
    }
    if (kind == 3 || (kind == 2 && !killed.contains(other))) {
      killed.add(other);
    }
    note("KILL " + killed);
    for (String server : killed) {
      ensemble.kill(server);
    }
    pass(random.nextLong(ChannelProcess.SESSION.toMillis()));
    for (String server : killed) {
      ensemble.restart(server);
    }
    await("all servers to serve again")
        .atMost(PATIENCE)
        .until(() -> ensemble.servers().stream().noneMatch(s -> ensemble.mode(s).isEmpty()));
  }

  private void note(String what) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    done.add("at %d ms %s".formatted(millis, what));
  }

  /** Ends all faults, and returns when everything has been undone. */
  void end() throws InterruptedException, ExecutionException, TimeoutException {
    stop();
    for (Future<?> lane : lanes) {
      lane.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Ends all faults. */
  void stop() {
    end.countDown();
    threads.shutdown();
  }

  /** What was done so far. */
  List<String> done() {
    return List.copyOf(done);
  }
}
