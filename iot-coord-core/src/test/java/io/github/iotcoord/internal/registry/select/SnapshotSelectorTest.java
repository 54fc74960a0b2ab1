package io.github.iotcoord.internal.registry.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.hash.Hash;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceUse;
import io.github.iotcoord.registry.HealthSource;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.registry.SelectionStrategy;
import io.github.iotcoord.registry.SelectorOptions;
import io.github.iotcoord.testkit.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SnapshotSelectorTest {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(35);

  private final ManualTicker ticker = new ManualTicker();
  private final List<RegisteredDevice> devices = new ArrayList<>();
  private final AtomicLong changes = new AtomicLong();

  @Test
  void roundRobinTakesEachInTurn() {
    have("a", "b", "c");
    SnapshotSelector selector = selector(SelectionStrategy.ROUND_ROBIN);
    assertThat(picks(selector, 6)).containsExactly("a", "b", "c", "a", "b", "c");
    have("a", "b");
    assertThat(picks(selector, 4)).containsExactly("a", "b", "a", "b");
    have();
    assertThat(selector.select()).isEmpty();
    assertThat(selector.use()).isEmpty();
  }

  @Test
  void randomTakesAllAlike() {
    have("a", "b", "c", "d");
    Map<String, Integer> counts = counts(selector(SelectionStrategy.RANDOM), 40_000);
    // Ten standard deviations.
    counts.values().forEach(count -> assertThat(count).isCloseTo(10_000, within(900)));
  }

  @Test
  void stickyStaysUntilItCannot() {
    have("a", "b", "c");
    SnapshotSelector selector = selector(SelectionStrategy.STICKY);
    String first = picks(selector, 1).get(0);
    assertThat(picks(selector, 50)).containsOnly(first);
    devices.add(device("d", AdminState.ENABLED, "1"));
    changes.incrementAndGet();
    assertThat(picks(selector, 50)).containsOnly(first);
    devices.replaceAll(device -> device.id().value().equals(first) ? locked(first) : device);
    changes.incrementAndGet();
    String second = picks(selector, 1).get(0);
    assertThat(second).isNotEqualTo(first);
    assertThat(picks(selector, 50)).containsOnly(second);
  }

  @Test
  void weightsAreShares() {
    devices.add(device("heavy", AdminState.ENABLED, "3"));
    devices.add(device("light", AdminState.ENABLED, "1"));
    devices.add(device("nothing", AdminState.ENABLED, "0"));
    devices.add(device("negative", AdminState.ENABLED, "-2"));
    devices.add(device("infinite", AdminState.ENABLED, "Infinity"));
    devices.add(device("unreadable", AdminState.ENABLED, "much"));
    SelectorOptions options = SelectorOptions.of(SelectionStrategy.WEIGHTED).withWeightOf("weight");
    Map<String, Integer> counts = counts(selector(options), 40_000);
    assertThat(counts).containsOnlyKeys("heavy", "light");
    assertThat(counts.get("heavy")).isCloseTo(30_000, within(900));
    devices.removeIf(device -> counts.containsKey(device.id().value()));
    changes.incrementAndGet();
    assertThat(counts(selector(options), 4_000)).hasSize(4);
  }

  @Test
  void theLeastLoadedIsTheOneWithTheFewestUses() {
    have("a", "b", "c");
    SnapshotSelector selector = selector(SelectionStrategy.LEAST_LOADED);
    List<DeviceUse> uses = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      DeviceUse use = selector.use().orElseThrow();
      uses.add(use);
      used.add(use.device().id().value());
    }
    assertThat(used).hasSize(3);
    uses.get(1).close();
    uses.get(1).close();
    assertThat(picks(selector, 20)).containsOnly(uses.get(1).device().id().value());
  }

  @Test
  void ofManyTheLessLoadedOfTwoIsTaken() {
    for (int i = 0; i < 100; i++) {
      devices.add(device("device-" + i, AdminState.ENABLED, "1"));
    }
    SnapshotSelector selector =
        selector(
            SelectorOptions.of(SelectionStrategy.LEAST_LOADED)
                .withLoad(device -> device.id().value().endsWith("0") ? 0 : 1_000));
    // Ten of the hundred: one of two draws finds one with a probability of 0.19, and not of 0.1.
    long light = picks(selector, 20_000).stream().filter(id -> id.endsWith("0")).count();
    assertThat(light).isBetween(3_300L, 4_300L);
  }

  @Test
  void aKeyKeepsItsDeviceAndOnlyThoseOfALostOneMove() {
    for (int i = 0; i < 50; i++) {
      devices.add(device("device-" + i, AdminState.ENABLED, "1"));
    }
    SnapshotSelector selector = selector(SelectionStrategy.RENDEZVOUS);
    SnapshotSelector elsewhere = selector(SelectionStrategy.RENDEZVOUS);
    Map<String, String> before = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      String device = selector.select("key-" + i).orElseThrow().id().value();
      assertThat(elsewhere.select("key-" + i).orElseThrow().id().value()).isEqualTo(device);
      before.put("key-" + i, device);
    }
    devices.removeIf(device -> device.id().value().equals("device-7"));
    changes.incrementAndGet();
    before.forEach(
        (key, device) -> {
          String after = selector.select(key).orElseThrow().id().value();
          if (!device.equals("device-7")) {
            assertThat(after).as(key).isEqualTo(device);
          } else {
            assertThat(after).as(key).isNotEqualTo(device);
          }
        });
    Map<String, Integer> shares = new HashMap<>();
    before.values().forEach(device -> shares.merge(device, 1, Integer::sum));
    assertThat(shares).hasSize(50);
    shares.values().forEach(share -> assertThat(share).isBetween(50, 160));
  }

  @Test
  void heavierDevicesGetMoreKeysAndAChangedWeightMovesOnlyWhatItMust() {
    devices.add(device("a", AdminState.ENABLED, "1"));
    devices.add(device("b", AdminState.ENABLED, "1"));
    devices.add(device("c", AdminState.ENABLED, "2"));
    SnapshotSelector selector =
        selector(SelectorOptions.of(SelectionStrategy.RENDEZVOUS).withWeightOf("weight"));
    Map<String, String> before = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      before.put("key-" + i, selector.select("key-" + i).orElseThrow().id().value());
    }
    assertThat(before.values().stream().filter("c"::equals).count()).isBetween(1_800L, 2_200L);
    devices.set(2, device("c", AdminState.ENABLED, "4"));
    changes.incrementAndGet();
    before.forEach(
        (key, device) -> {
          String after = selector.select(key).orElseThrow().id().value();
          assertThat(after.equals(device) || after.equals("c")).as(key).isTrue();
        });
  }

  @Test
  void theHashesAreThoseOfTheDocumentation() {
    assertThat(Hash.of("")).isEqualTo(Hash.mix(0xcbf29ce484222325L));
    assertThat(Hash.mix(1)).isEqualTo(0xb456bcfc34c2cb2cL);
  }

  @Test
  void aKeyIsForRendezvousOnly() {
    have("a");
    assertThatThrownBy(() -> selector(SelectionStrategy.RANDOM).select("key"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("RENDEZVOUS");
    assertThatThrownBy(() -> selector(SelectionStrategy.RENDEZVOUS).select())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("key");
  }

  @Test
  void anErrorTakesADeviceOutForLongerEachTimeUntilASuccess() {
    have("a", "b");
    SnapshotSelector selector =
        selector(SelectorOptions.of(SelectionStrategy.ROUND_ROBIN).withEjection(FIRST, LONGEST));
    DeviceId a = DeviceId.of("a");
    for (Duration out : List.of(FIRST, FIRST.multipliedBy(2), LONGEST, LONGEST)) {
      selector.reportError(a);
      assertThat(picks(selector, 10)).as("out for %s", out).containsOnly("b");
      ticker.advance(out.minusNanos(1));
      assertThat(picks(selector, 10)).as("still out for %s", out).containsOnly("b");
      ticker.advance(Duration.ofNanos(1));
      assertThat(picks(selector, 10)).as("back after %s", out).contains("a");
    }
    selector.reportError(a);
    selector.reportSuccess(a);
    assertThat(picks(selector, 10)).contains("a");
    selector.reportError(a);
    ticker.advance(FIRST);
    assertThat(picks(selector, 10)).contains("a");
  }

  @Test
  void aFailedUseIsAnErrorAndAnotherASuccess() {
    have("a", "b");
    SnapshotSelector selector = selector(SelectionStrategy.ROUND_ROBIN);
    try (DeviceUse use = selector.use().orElseThrow()) {
      assertThat(use.device().id().value()).isEqualTo("a");
      use.failed();
    }
    assertThat(picks(selector, 10)).containsOnly("b");
    selector.use().orElseThrow().close();
    assertThat(picks(selector, 10)).containsOnly("b");
  }

  @Test
  void ifAllAreOutAllAreChosenButForThoseThatAreLocked() {
    have("a", "b");
    devices.add(locked("c"));
    SnapshotSelector selector = selector(SelectionStrategy.ROUND_ROBIN);
    List.of("a", "b", "c").forEach(id -> selector.reportError(DeviceId.of(id)));
    assertThat(picks(selector, 10)).containsOnly("a", "b");
    devices.removeIf(device -> !device.id().value().equals("c"));
    changes.incrementAndGet();
    assertThat(selector.select()).isEmpty();
  }

  @Test
  void healthyOnesComeFirstAndAChangeOfHealthIsSeen() {
    have("a", "b", "c");
    Set<String> sick = new HashSet<>(Set.of("a"));
    List<Runnable> listeners = new ArrayList<>();
    AtomicBoolean ended = new AtomicBoolean();
    HealthSource health =
        new HealthSource() {
          @Override
          public boolean isHealthy(DeviceId device) {
            return !sick.contains(device.value());
          }

          @Override
          public Subscription onChange(Runnable changed) {
            listeners.add(changed);
            return () -> ended.set(true);
          }
        };
    SnapshotSelector selector =
        selector(SelectorOptions.of(SelectionStrategy.ROUND_ROBIN).withHealth(health));
    assertThat(picks(selector, 10)).containsOnly("b", "c");
    sick.addAll(Set.of("b", "c"));
    listeners.forEach(Runnable::run);
    assertThat(picks(selector, 10)).containsOnly("a", "b", "c");
    sick.remove("b");
    listeners.forEach(Runnable::run);
    assertThat(picks(selector, 10)).containsOnly("b");
    selector.close();
    assertThat(ended).isTrue();
    assertThatThrownBy(selector::select).isInstanceOf(CoordinationClosedException.class);
  }

  @Test
  void manyThreadsChooseWhileCandidatesChange() throws Exception {
    have("a", "b", "c");
    SnapshotSelector selector = selector(SelectionStrategy.LEAST_LOADED);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> work = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      work.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  try (DeviceUse use = selector.use().orElseThrow()) {
                    assertThat(use.device().adminState()).isEqualTo(AdminState.ENABLED);
                  }
                  if (i % 50 == 0) {
                    changes.incrementAndGet(); // who hears of it, and how often, does not matter
                  }
                }
                return null;
              }));
    }
    for (Future<?> part : work) {
      part.get();
    }
    threads.shutdown();
    // No use is left, so all are equally loaded again.
    assertThat(new HashSet<>(picks(selector, 300))).containsOnly("a", "b", "c");
  }

  private SnapshotSelector selector(SelectionStrategy strategy) {
    return selector(SelectorOptions.of(strategy));
  }

  private SnapshotSelector selector(SelectorOptions options) {
    return new SnapshotSelector(changes::get, () -> List.copyOf(devices), options, ticker);
  }

  private void have(String... ids) {
    devices.clear();
    for (String id : ids) {
      devices.add(device(id, AdminState.ENABLED, "1"));
    }
    changes.incrementAndGet();
  }

  private static RegisteredDevice locked(String id) {
    return device(id, AdminState.LOCKED, "1");
  }

  private static RegisteredDevice device(String id, AdminState state, String weight) {
    return new RegisteredDevice(
        Device.of(id, "sensor").with("weight", weight), "owner", "claim", 0, Instant.EPOCH, state);
  }

  private static List<String> picks(SnapshotSelector selector, int times) {
    List<String> picks = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      picks.add(selector.select().orElseThrow().id().value());
    }
    return picks;
  }

  private static Map<String, Integer> counts(SnapshotSelector selector, int times) {
    Map<String, Integer> counts = new HashMap<>();
    picks(selector, times).forEach(id -> counts.merge(id, 1, Integer::sum));
    return counts;
  }
}
