package io.github.iotcoord.bench.compare.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Side;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it measures means nothing here; that it measures does. */
@Timeout(120)
class LockComparisonTest {
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void namesAreThoseOfTheComparison() {
    List<Contest> contests = new LockComparison().contests();
    assertThat(contests).extracting(Contest::name).doesNotHaveDuplicates();
    assertThat(contests).extracting(Contest::name).contains("lock.uncontended", "lock.cold");
  }

  @Test
  void everySideOfOneContestRuns() throws Exception {
    Contest contest = contest("lock.uncontended");
    try (Bed bed = new Bed(server.connectString())) {
      for (Side side : contest.sides()) {
        double[] figures = side.opener().open(bed).round(Duration.ofMillis(100));
        assertThat(figures).hasSize(1);
        assertThat(figures[0]).as(side.name()).isPositive();
      }
    }
  }

  @Test
  void requestsAreThoseOfTheAcquisitions() throws Exception {
    try (Bed bed = new Bed(server.connectString())) {
      CuratorFramework client = bed.near();
      BenchLock lock = new OneAtATime(new RawLock(client, "counted"));
      double[] figures = new ThreadsRunner(bed, client, lock, 20).round(Duration.ZERO);
      // A create and a delete; more only if the session has to ping.
      assertThat(figures[1]).isBetween(2.0, 2.1);
    }
  }

  /** Makes a lock of what is none. */
  private record OneAtATime(BenchLock raw) implements BenchLock {
    @Override
    public void cycle(Runnable act) throws Exception {
      synchronized (raw) {
        raw.cycle(act);
      }
    }

    @Override
    public int settle() throws Exception {
      return raw.settle();
    }
  }

  @Test
  void twoHoldersAtATimeAreNoticed() {
    Inside inside = new Inside();
    inside.enter(1);
    assertThatThrownBy(() -> inside.enter(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two hold");
  }

  @Test
  void onlyAnotherHolderIsAHandOver() {
    Inside inside = new Inside();
    for (int visitor : new int[] {1, 1, 2, 2, 1}) {
      inside.pass(visitor);
    }
    assertThat(inside.handOvers()).isEqualTo(3);
  }

  private static Contest contest(String name) {
    return new LockComparison()
        .contests().stream()
            .filter(contest -> contest.name().equals(name))
            .findFirst()
            .orElseThrow();
  }
}
