package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReadWriteLockTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void manyReadOrOneWrites() throws Exception {
    DistributedReadWriteLock a = zookeeper.coord("a").readWriteLock("map");
    DistributedReadWriteLock b = zookeeper.coord("b").readWriteLock("map");
    LockGrant first = a.readLock().lock();
    LockGrant second = b.readLock().lock();
    LockGrant third = a.readLock().tryLock(Duration.ZERO).orElseThrow();
    assertThat(List.of(first, second, third)).allMatch(Grant::isValid);
    assertThat(a.writeLock().tryLock(Duration.ZERO)).isEmpty();
    assertThat(b.writeLock().tryLock(Duration.ofMillis(200))).isEmpty();
    first.close();
    second.close();
    third.close();
    LockGrant writing = b.writeLock().tryLock(LONG).orElseThrow();
    assertThat(writing.token()).isGreaterThan(second.token());
    assertThat(a.readLock().tryLock(Duration.ZERO)).isEmpty();
    assertThat(b.readLock().tryLock(Duration.ZERO)).isEmpty();
    assertThat(a.writeLock().tryLock(Duration.ZERO)).isEmpty();
    writing.close();
    a.readLock().tryLock(LONG).orElseThrow().close();
  }

  @Test
  void nobodyOvertakesAWaitingWriter() throws Exception {
    IotCoord a = zookeeper.coord("a");
    IotCoord b = zookeeper.coord("b");
    LockGrant reading = a.readWriteLock("map").readLock().lock();
    CompletableFuture<LockGrant> writing = b.readWriteLock("map").writeLock().lockAsync();
    await().until(() -> nodes().size() == 2);
    CompletableFuture<LockGrant> later = a.readWriteLock("map").readLock().lockAsync();
    await().until(() -> nodes().size() == 3);
    CompletableFuture<LockGrant> latest = b.readWriteLock("map").readLock().lockAsync();
    await().until(() -> nodes().size() == 4);
    assertThat(List.of(writing, later, latest)).noneMatch(CompletableFuture::isDone);
    reading.close();
    LockGrant written = writing.get(20, TimeUnit.SECONDS);
    assertThat(List.of(later, latest)).noneMatch(CompletableFuture::isDone);
    written.close();
    assertThat(later.get(20, TimeUnit.SECONDS).isValid()).isTrue();
    assertThat(latest.get(20, TimeUnit.SECONDS).isValid()).isTrue();
  }

  @Test
  void readersBehindAWriterThatGivesUpGoIn() throws Exception {
    IotCoord a = zookeeper.coord("a");
    LockGrant reading = a.readWriteLock("map").readLock().lock();
    CompletableFuture<LockGrant> writing =
        zookeeper.coord("b").readWriteLock("map").writeLock().lockAsync();
    await().until(() -> nodes().size() == 2);
    CompletableFuture<LockGrant> later =
        zookeeper.coord("c").readWriteLock("map").readLock().lockAsync();
    await().until(() -> nodes().size() == 3);
    writing.cancel(false);
    assertThat(later.get(20, TimeUnit.SECONDS).isValid()).isTrue();
    assertThat(reading.isValid()).isTrue();
  }

  @Test
  void neverAWriterBesideAnybodyElse() throws Exception {
    AtomicInteger readers = new AtomicInteger();
    AtomicInteger writers = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    List<Future<?>> work = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(9);
    for (int c = 0; c < 3; c++) {
      DistributedReadWriteLock lock = zookeeper.coord("client-" + c).readWriteLock("map");
      for (int t = 0; t < 3; t++) {
        boolean writes = t == 0;
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 25; i++) {
                    try (LockGrant grant = (writes ? lock.writeLock() : lock.readLock()).lock()) {
                      AtomicInteger mine = writes ? writers : readers;
                      mine.incrementAndGet();
                      assertThat(grant.isValid()).isTrue();
                      if (writes) {
                        assertThat(readers).hasValue(0);
                        assertThat(writers).hasValue(1);
                      } else {
                        assertThat(writers).hasValue(0);
                        together.accumulateAndGet(readers.get(), Math::max);
                      }
                      mine.decrementAndGet();
                    }
                  }
                  return null;
                }));
      }
    }
    for (Future<?> each : work) {
      each.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
    await().until(() -> nodes().isEmpty());
  }

  private static List<String> nodes() throws Exception {
    return Locks.children("/rwlocks/map", zookeeper);
  }
}
