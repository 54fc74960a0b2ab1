package io.github.iotcoord.bench.compare.lock;

import static io.github.iotcoord.bench.compare.Contest.OURS;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Comparison;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Metric;
import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Side;
import io.github.iotcoord.bench.compare.Side.Opener;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;

/** Locks and semaphores. */
public final class LockComparison implements Comparison {
  private static final int PERMITS = 4;
  private static final int TIMES = 20;
  private static final int QUICK_TIMES = 4;

  private final int times;

  /** With 20 acquisitions of each of the contending threads. */
  public LockComparison() {
    this(TIMES);
  }

  private LockComparison(int times) {
    this.times = times;
  }

  @Override
  public String name() {
    return "lock";
  }

  @Override
  public Comparison quick() {
    return new LockComparison(QUICK_TIMES);
  }

  @Override
  public List<Contest> contests() {
    return List.of(uncontended(), wan(), reuse(), threads(), processes(), cold(), semaphore());
  }

  private static Contest uncontended() {
    return new Contest(
        "lock.uncontended",
        "acquire and release, one thread, nobody else",
        List.of(new Metric("time", "us", Better.LOWER)),
        List.of(
            ours(bed -> new AloneRunner(OursLock.open(bed, bed.near(), "uncontended"), 1e3)),
            mutex(bed -> new AloneRunner(new CuratorLock(bed.near(), "uncontended"), 1e3)),
            raw(bed -> new AloneRunner(new RawLock(bed.near(), "uncontended"), 1e3))));
  }

  private static Contest wan() {
    return new Contest(
        "lock.wan",
        "the same with a round trip of " + Bed.FAR.toMillis() + " ms to the server",
        List.of(new Metric("time", "ms", Better.LOWER)),
        List.of(
            ours(bed -> new AloneRunner(OursLock.open(bed, bed.far(), "wan"), 1e6)),
            mutex(bed -> new AloneRunner(new CuratorLock(bed.far(), "wan"), 1e6)),
            raw(bed -> new AloneRunner(new RawLock(bed.far(), "wan"), 1e6))));
  }

  private static Contest reuse() {
    return new Contest(
        "lock.reuse",
        "acquire and release, one thread, nobody else, ours with reuse",
        List.of(new Metric("time", "us", Better.LOWER)),
        List.of(
            new Side(
                OURS,
                "with reuse, for nothing as long as nobody else asks for the lock",
                bed -> new AloneRunner(OursLock.openReusing(bed, bed.near(), "reuse"), 1e3)),
            mutex(bed -> new AloneRunner(new CuratorLock(bed.near(), "reuse"), 1e3))));
  }

  private Contest threads() {
    return new Contest(
            "lock.threads",
            ThreadsRunner.THREADS
                + " threads of one JVM at one lock, each acquires "
                + times
                + " times",
            List.of(
                new Metric("time", "ms", Better.LOWER),
                new Metric("requests", "requests/acquisition", Better.LOWER)),
            List.of(
                ours(
                    bed -> {
                      CuratorFramework client = bed.near();
                      return new ThreadsRunner(
                          bed, client, OursLock.open(bed, client, "threads"), times);
                    }),
                mutex(
                    bed -> {
                      CuratorFramework client = bed.near();
                      return new ThreadsRunner(
                          bed, client, new CuratorLock(client, "threads"), times);
                    })))
        .taking(Duration.ofSeconds(45));
  }

  private static Contest processes() {
    return new Contest(
        "lock.processes",
        ProcessesRunner.CLIENTS + " clients with sessions of their own at one lock",
        List.of(new Metric("handovers", "handovers/s", Better.HIGHER)),
        List.of(
            ours(
                bed -> new ProcessesRunner(bed, () -> OursLock.open(bed, bed.near(), "processes"))),
            mutex(
                bed -> new ProcessesRunner(bed, () -> new CuratorLock(bed.near(), "processes")))));
  }

  private static Contest cold() {
    return new Contest(
        "lock.cold",
        "the first acquisition below three levels that do not exist",
        List.of(new Metric("round_trips", "round_trips", Better.LOWER)),
        List.of(ours(ColdRunner::ours), mutex(ColdRunner::curator)));
  }

  private static Contest semaphore() {
    return new Contest(
        "semaphore.uncontended",
        "acquire and release one of " + PERMITS + " permits, one thread, nobody else",
        List.of(new Metric("time", "us", Better.LOWER)),
        List.of(
            ours(
                bed ->
                    new AloneRunner(
                        OursSemaphore.open(bed, bed.near(), "uncontended", PERMITS), 1e3)),
            new Side(
                "InterProcessSemaphoreV2",
                "to acquire, for five answers in turn; to return the lease, for one",
                bed ->
                    new AloneRunner(
                        new CuratorSemaphore(bed.near(), "uncontended", PERMITS), 1e3))));
  }

  private static Side ours(Opener opener) {
    return new Side(
        OURS,
        "to acquire, for one answer; closing a grant sends the release and waits for nothing",
        opener);
  }

  private static Side mutex(Opener opener) {
    return new Side(
        "InterProcessMutex", "to acquire, for two answers in turn; to release, for one", opener);
  }

  private static Side raw(Opener opener) {
    return new Side(
        "raw", "to acquire, for one answer; the release is sent and not waited for", opener);
  }
}
