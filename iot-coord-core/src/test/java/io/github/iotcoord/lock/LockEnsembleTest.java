package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LockEnsembleTest {
  @RegisterExtension static final EnsembleExtension ensemble = new EnsembleExtension();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A time in which a grant was seen to be valid, from before one look to before a later one. */
  private record Held(long from, long until, long token) {}

  @Test
  void twoClientsTakeTurnsThroughTheDeathOfTheLeader() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicInteger turns = new AtomicInteger();
    AtomicIntegerArray byClient = new AtomicIntegerArray(2);
    List<Future<List<Held>>> work = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    for (int c = 0; c < 2; c++) {
      int client = c;
      IotCoord coord =
          ensemble.own(
              IotCoord.builder(ensemble.client())
                  .serverTick(EnsembleExtension.TICK)
                  .identity("client-" + c)
                  .build());
      work.add(
          threads.submit(
              () -> {
                List<Held> held = new ArrayList<>();
                while (!stopped.get()) {
                  try (LockGrant grant = coord.distributedLock("turns").lock()) {
                    long from = System.nanoTime();
                    long until = from;
                    // The time of a look is taken before it: valid then, it was valid at that time.
                    for (int look = 0; look < 20_000; look++) {
                      long now = System.nanoTime();
                      if (!grant.isValid()) {
                        break;
                      }
                      until = now;
                    }
                    held.add(new Held(from, until, grant.token()));
                  }
                  turns.incrementAndGet();
                  byClient.incrementAndGet(client);
                }
                return held;
              }));
    }
    await().atMost(PATIENCE).until(() -> turns.get() >= 20);
    ensemble.kill(ensemble.leader());
    int before0 = byClient.get(0);
    int before1 = byClient.get(1);
    await()
        .atMost(PATIENCE)
        .until(() -> byClient.get(0) > before0 + 20 && byClient.get(1) > before1 + 20);
    stopped.set(true);

    List<Held> all = new ArrayList<>();
    for (Future<List<Held>> each : work) {
      List<Held> held = each.get(60, TimeUnit.SECONDS);
      assertThat(held).extracting(Held::token).isSorted().doesNotHaveDuplicates();
      all.addAll(held);
    }
    threads.shutdown();
    all.sort((a, b) -> Long.compare(a.from() - b.from(), 0));
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i).from() - all.get(i - 1).until()).as("overlap").isPositive();
      assertThat(all.get(i).token()).isGreaterThan(all.get(i - 1).token());
    }
  }
}
