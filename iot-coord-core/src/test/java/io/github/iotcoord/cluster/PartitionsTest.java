package io.github.iotcoord.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PartitionsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int COUNT = 16;

  @RegisterExtension static final ZooKeeperExtension zk = new ZooKeeperExtension();

  /** Everything that all members were told, in one order. */
  private final List<String> told = new CopyOnWriteArrayList<>();

  private final Map<Integer, List<Long>> tokens = new ConcurrentHashMap<>();

  private class Recorder implements PartitionListener {
    private final String name;
    final Set<Integer> held = ConcurrentHashMap.newKeySet();

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void acquired(int partition, LockGrant grant) {
      told.add(name + " +" + partition);
      held.add(partition);
      tokens.computeIfAbsent(partition, p -> new CopyOnWriteArrayList<>()).add(grant.token());
    }

    @Override
    public CompletionStage<Void> lost(int partition) {
      held.remove(partition);
      told.add(name + " -" + partition);
      return CompletableFuture.completedFuture(null);
    }
  }

  private PartitionShare join(IotCoord coord, Recorder recorder) throws InterruptedException {
    return coord.partitions("work", COUNT).join(recorder, Runnable::run);
  }

  private static void awaitShared(Recorder... recorders) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              List<Integer> all = new ArrayList<>();
              for (Recorder recorder : recorders) {
                assertThat(recorder.held).as(recorder.name).isNotEmpty();
                all.addAll(recorder.held);
              }
              assertThat(all).hasSize(COUNT).doesNotHaveDuplicates();
            });
  }

  @Test
  void aMemberThatComesTakesOnlyItsOwnAndOneThatLeavesGivesThemBack() throws InterruptedException {
    Recorder a = new Recorder("a");
    Recorder b = new Recorder("b");
    Recorder c = new Recorder("c");
    PartitionShare first = join(zk.coord("a"), a);
    awaitShared(a);
    join(zk.coord("b"), b);
    awaitShared(a, b);
    Set<Integer> keptByA = new HashSet<>(a.held);
    Set<Integer> keptByB = new HashSet<>(b.held);
    assertThat(first.held()).isEqualTo(a.held);
    told.clear();

    PartitionShare third = join(zk.coord("c"), c);
    awaitShared(a, b, c);
    assertThat(told).hasSize(2 * c.held.size());
    assertThat(told).noneMatch(line -> line.startsWith("a +") || line.startsWith("b +"));

    third.leave().join();
    awaitShared(a, b);
    assertThat(a.held).isEqualTo(keptByA);
    assertThat(b.held).isEqualTo(keptByB);
    tokens.values().forEach(list -> assertThat(list).isSorted().doesNotHaveDuplicates());
  }

  @Test
  void whatAFrozenMemberHeldIsTakenOver() throws InterruptedException {
    FreezingProxy proxy = zk.proxy();
    Recorder a = new Recorder("a");
    Recorder b = new Recorder("b");
    join(zk.coord("a", proxy), a);
    awaitShared(a);
    join(zk.coord("b"), b);
    awaitShared(a, b);

    proxy.freeze();
    await().atMost(SOON).until(() -> b.held.size() == COUNT);
    proxy.unfreeze();

    awaitShared(a, b);
    tokens.values().forEach(list -> assertThat(list).isSorted().doesNotHaveDuplicates());
  }

  @Test
  void theNextBeginsWhenTheOneBeforeHasFinished() throws InterruptedException {
    CompletableFuture<Void> finished = new CompletableFuture<>();
    Recorder a =
        new Recorder("a") {
          @Override
          public CompletionStage<Void> lost(int partition) {
            return finished.thenCompose(done -> super.lost(partition));
          }
        };
    Recorder b = new Recorder("b");
    join(zk.coord("a"), a);
    awaitShared(a);
    IotCoord second = zk.coord("b");
    MembershipView members = second.partitions("work", COUNT).members();
    join(second, b);
    await().atMost(SOON).until(() -> members.members().size() == 2);
    assertThat(b.held).isEmpty();

    finished.complete(null);
    awaitShared(a, b);
    for (int partition : b.held) {
      assertThat(told.indexOf("a -" + partition)).isLessThan(told.indexOf("b +" + partition));
    }
  }

  @Test
  void theNewerProcessOfANameTakesAllThatTheOlderHeld() throws InterruptedException {
    Recorder older = new Recorder("older");
    Recorder newer = new Recorder("newer");
    PartitionShare first = join(zk.coord("a"), older);
    awaitShared(older);
    PartitionShare second = join(zk.coord("a"), newer);
    awaitShared(newer);

    assertThat(older.held).isEmpty();
    assertThat(first.held()).isEmpty();
    await().until(() -> first.member().state() == MemberState.SUPERSEDED);
    first.leave().join();
    assertThat(second.held()).hasSize(COUNT);
    tokens.values().forEach(list -> assertThat(list).isSorted().hasSize(2));
  }

  @Test
  void allAgreeOnTheNumber() throws InterruptedException {
    IotCoord coord = zk.coord("a");
    Partitions partitions = coord.partitions("work", COUNT);
    IotCoord other = zk.coord("b");
    assertThatThrownBy(() -> other.partitions("work", COUNT + 1))
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining("16 partitions already, not by 17");
    assertThatThrownBy(() -> other.partitions("work", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("work must have from 1 to 4096");
    assertThat(partitions.of("device-7")).isEqualTo(other.partitions("work", COUNT).of("device-7"));
    assertThat(partitions.of("device-7")).isBetween(0, COUNT - 1);
  }
}
