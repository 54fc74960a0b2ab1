package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.VersionConflictException;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Registrations, updates and removals of many devices, all being well with the connection. */
class BulkTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static Device device(int number) {
    return Device.of("device-" + number, "lamp").withGroup("g").with("n", "" + number);
  }

  private static Iterable<Device> devices(int count) {
    return () -> IntStream.range(0, count).mapToObj(BulkTest::device).iterator();
  }

  @Test
  void theInputIsTakenOnlyAsThereIsRoom() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    AtomicInteger taken = new AtomicInteger();
    List<Long> ahead = new ArrayList<>();
    Iterable<Device> counted =
        () ->
            IntStream.range(0, 20_000)
                .mapToObj(
                    i -> {
                      taken.incrementAndGet();
                      return device(i);
                    })
                .iterator();
    BulkOptions options =
        BulkOptions.defaults()
            .withExecutor(Runnable::run)
            .withProgress(now -> ahead.add(taken.get() - now.done()));
    assertThat(registry.registerAll(counted, options))
        .isEqualTo(new BulkReport(20_000, 0, List.of()));
    assertThat(ahead).isNotEmpty().allMatch(count -> count <= 1_600);
  }

  @Test
  void ofTwoOfOneDeviceTheLaterWinsHoweverCloseTheyAre() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    List<Device> input = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      input.add(device(i % 7).with("turn", "" + i));
      input.add(device(1_000 + i));
    }
    assertThat(registry.registerAll(input).done()).isEqualTo(1_200);
    for (int i = 593; i < 600; i++) {
      assertThat(registry.get(device(i % 7).id()).device().attributes())
          .containsEntry("turn", "" + i);
    }
  }

  @Test
  void whatCannotBeRegisteredIsNamedAndTheRestIsDone() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    Device huge = Device.of("huge", "lamp").with("blob", "x".repeat(2_000_000));
    Iterator<Device> broken =
        Stream.concat(
                Stream.of(device(1), null, huge, device(2)),
                Stream.generate(
                    () -> {
                      throw new IllegalStateException("broken source");
                    }))
            .map(Device.class::cast)
            .iterator();
    BulkReport report = registry.registerAll(() -> broken);
    assertThat(report.done()).isEqualTo(2);
    assertThat(report.failed()).isEqualTo(3);
    assertThat(report.failures()).allMatch(DeviceFailure::outcomeKnown);
    assertThat(report.failures().get(0).cause()).hasMessageContaining("element 2");
    assertThat(report.failures().get(1).id()).isEqualTo(huge.id());
    assertThat(report.failures().get(2).cause())
        .hasMessageContaining("4 first elements")
        .hasRootCauseMessage("broken source");
    assertThat(registry.get(device(2).id()).device()).isEqualTo(device(2));
  }

  @Test
  void updatesAreMadeWithTheirVersionsAndTouchTheBuckets() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceRegistry app = zookeeper.coord("app").deviceRegistry();
    registry.registerAll(devices(300));
    CuratorFramework raw = zookeeper.client();
    List<DeviceUpdate> updates = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Device changed = device(i).withGroup("other");
      updates.add(i % 2 == 0 ? DeviceUpdate.of(changed, 0) : DeviceUpdate.unconditional(changed));
    }
    updates.add(DeviceUpdate.of(device(4), 0)); // not any more
    updates.add(DeviceUpdate.unconditional(device(9_999))); // not at all
    BulkReport report = app.updateAll(updates);
    assertThat(report.done()).isEqualTo(300);
    assertThat(report.failures())
        .extracting(failure -> (Object) failure.cause().getClass())
        .containsExactlyInAnyOrder(VersionConflictException.class, DeviceNotFoundException.class);
    assertThat(report.failures()).allMatch(DeviceFailure::outcomeKnown);
    RegisteredDevice updated = registry.get(device(4).id());
    assertThat(updated.device().group()).isEqualTo("other");
    assertThat(updated.owner()).isEqualTo("gateway-1");
    assertThat(updated.version()).isEqualTo(1);
    String buckets = zookeeper.root() + "/registry";
    for (String bucket : raw.getChildren().forPath(buckets)) {
      Stat stat = raw.checkExists().forPath(buckets + "/" + bucket);
      assertThat(stat.getNumChildren() == 0 || stat.getVersion() > 0).isTrue();
    }
    // The owner has heard of each by a notice, which moves its node's pzxid.
    assertThat(raw.checkExists().forPath(zookeeper.root() + "/owners/gateway-1").getCversion())
        .isGreaterThanOrEqualTo(600);
  }

  @Test
  void onlyOwnDevicesAreRemoved() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    registry.registerAll(devices(300));
    zookeeper.coord("gateway-2").deviceRegistry().registerAll(devices(3));
    List<DeviceId> ids = IntStream.range(0, 301).mapToObj(i -> device(i).id()).toList();
    BulkReport report = registry.deregisterAll(ids);
    assertThat(report.done()).isEqualTo(297);
    assertThat(report.failures())
        .filteredOn(failure -> failure.cause() instanceof NotOwnerException)
        .hasSize(3);
    assertThat(report.failures())
        .filteredOn(failure -> failure.cause() instanceof DeviceNotFoundException)
        .extracting(DeviceFailure::id)
        .containsExactly(device(300).id());
    assertThat(registry.find(DeviceQuery.all())).hasSize(3);
  }

  @Test
  void slowAndThrowingListenersHarmNobodyAndHearEachFailure() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    CountDownLatch gate = new CountDownLatch(1);
    ConcurrentLinkedQueue<DeviceFailure> heard = new ConcurrentLinkedQueue<>();
    try (var threads = new Threads()) {
      BulkOptions options =
          BulkOptions.defaults()
              .withExecutor(threads.pool)
              .withProgress(
                  now -> {
                    throw new IllegalStateException("a listener's own fault");
                  })
              .withFailure(
                  failure -> {
                    awaitOpen(gate);
                    heard.add(failure);
                  });
      List<DeviceId> nobody = IntStream.range(0, 12_000).mapToObj(i -> device(i).id()).toList();
      BulkReport report = registry.deregisterAllAsync(nobody, options).join();
      assertThat(report.failed()).isEqualTo(12_000);
      assertThat(report.failures()).hasSize(BulkReport.MOST_FAILURES);
      assertThat(heard).isEmpty();
      gate.countDown();
      await().until(() -> heard.size() == 12_000);
    }
  }

  private static void awaitOpen(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Threads implements AutoCloseable {
    final java.util.concurrent.ExecutorService pool = Executors.newFixedThreadPool(3);

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }

  @Test
  void anExecutorThatRefusesEndsTheCall() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    Executor refusing =
        task -> {
          throw new RejectedExecutionException("full");
        };
    CompletableFuture<BulkReport> report =
        registry.registerAllAsync(devices(3), BulkOptions.defaults().withExecutor(refusing));
    assertThatThrownBy(report::join).hasMessageContaining("refuses");
  }

  @Test
  void callersAtOnceAreServedEachByItsOwn() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    List<CompletableFuture<RegisteredDevice>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(registry.registerAsync(device(i)));
      if (i % 10 == 0) {
        all.add(registry.registerAsync(device(0).with("turn", "" + i)));
      }
    }
    CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();
    assertThat(registry.find(DeviceQuery.all())).hasSize(1_000);
    assertThat(registry.get(device(0).id()).device().attributes()).containsEntry("turn", "990");
    assertThat(all).allMatch(one -> one.join().owner().equals("gateway-1"));
  }

  @Test
  void theErrorOfOneCallerReachesNoOther() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    CuratorFramework raw = zookeeper.client();
    registry.registerAll(devices(1));
    String path =
        new io.github.iotcoord.wire.ZnodeLayout(zookeeper.root()).device(device(0).id().value());
    raw.setACL()
        .withACL(
            List.of(
                new org.apache.zookeeper.data.ACL(
                    org.apache.zookeeper.ZooDefs.Perms.READ,
                    org.apache.zookeeper.ZooDefs.Ids.ANYONE_ID_UNSAFE)))
        .forPath(path);
    List<CompletableFuture<RegisteredDevice>> all =
        IntStream.range(0, 200).mapToObj(i -> registry.registerAsync(device(i))).toList();
    assertThatThrownBy(all.get(0)::join)
        .hasMessageContaining("device-0")
        .hasMessageContaining("ACL");
    assertThat(all.subList(1, 200)).allMatch(one -> one.join().version() == 0);
  }

  @Test
  void whatAnOperatorHasDecidedOutlastsRegistrationsOfEveryKind() throws Exception {
    DeviceRegistry first = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceRegistry second = zookeeper.coord("gateway-2").deviceRegistry();
    DeviceRegistry app = zookeeper.coord("app").deviceRegistry();
    first.registerAll(devices(3));
    RegisteredDevice locked = app.setAdminState(device(1).id(), AdminState.LOCKED);
    assertThat(locked.owner()).isEqualTo("gateway-1");
    assertThat(locked.version()).isEqualTo(1);
    assertThat(app.setAdminState(device(1).id(), AdminState.LOCKED)).isEqualTo(locked);
    assertThat(first.register(device(1)).adminState()).isEqualTo(AdminState.LOCKED);
    second.registerAll(devices(150)); // new ones and taken over ones
    assertThat(app.get(device(1).id()).owner()).isEqualTo("gateway-2");
    assertThat(app.get(device(1).id()).adminState()).isEqualTo(AdminState.LOCKED);
    assertThat(app.get(device(2).id()).adminState()).isEqualTo(AdminState.ENABLED);
    assertThat(app.updateAll(List.of(DeviceUpdate.unconditional(device(1)))).isComplete()).isTrue();
    CompletableFuture<?>[] atOnce =
        Stream.of(device(0), device(1), device(2), device(200))
            .map(first::registerAsync)
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(atOnce).join();
    RegisteredDevice end = app.get(device(1).id());
    assertThat(end.owner()).isEqualTo("gateway-1");
    assertThat(end.adminState()).isEqualTo(AdminState.LOCKED);
    assertThat(app.setAdminState(device(1).id(), AdminState.ENABLED).adminState())
        .isEqualTo(AdminState.ENABLED);
    assertThatThrownBy(() -> app.setAdminState(DeviceId.of("nobody"), AdminState.LOCKED))
        .isInstanceOf(DeviceNotFoundException.class);
    // Nobody can tell the state of a record that cannot be read.
    String path =
        new io.github.iotcoord.wire.ZnodeLayout(zookeeper.root()).device(device(1).id().value());
    zookeeper
        .client()
        .setData()
        .forPath(path, "garbled".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(second.registerAll(Arrays.asList(device(0), device(1))).isComplete()).isTrue();
    assertThat(app.get(device(1).id()).adminState()).isEqualTo(AdminState.ENABLED);
  }

  @Test
  void aHandOverHasOneWinnerAndTheOtherLearnsOfIt() throws Exception {
    DeviceRegistry first = zookeeper.coord("gateway-1").deviceRegistry();
    DeviceRegistry second = zookeeper.coord("gateway-2").deviceRegistry();
    RegisteredDevice before = first.register(device(1));
    RegisteredDevice after = second.register(device(1));
    BulkReport update = first.updateAll(List.of(DeviceUpdate.of(device(1), before.version())));
    assertThat(update.failures().get(0).cause()).isInstanceOf(VersionConflictException.class);
    BulkReport removal = first.deregisterAll(List.of(device(1).id()));
    assertThat(removal.failures().get(0).cause()).isInstanceOf(NotOwnerException.class);
    assertThat(first.get(device(1).id())).isEqualTo(after);
  }
}
