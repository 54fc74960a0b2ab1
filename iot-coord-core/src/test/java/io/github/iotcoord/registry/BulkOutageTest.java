package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.MutingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bulk calls while the server or the network is away: the report agrees with what is there. */
class BulkOutageTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final int COUNT = 10_000;

  private final CuratorFramework raw = zookeeper.client();

  private static Device device(int number) {
    return Device.of("device-" + number, "lamp").with("n", "" + number);
  }

  private static List<Device> devices() {
    return IntStream.range(0, COUNT).mapToObj(BulkOutageTest::device).toList();
  }

  /** Runs something in the middle of a call: progress is told, and waits, on one thread. */
  private static BulkOptions inTheMiddle(CountDownLatch middle) {
    return BulkOptions.defaults()
        .withProgress(
            now -> {
              if (now.done() >= COUNT / 10) {
                middle.countDown();
              }
            });
  }

  private IotCoord behind(String connectString, Duration timeout) throws InterruptedException {
    return zookeeper.own(
        zookeeper
            .builder(zookeeper.client(connectString, ZooKeeperExtension.SESSION))
            .identity("gateway-1")
            .operationTimeout(timeout)
            .build());
  }

  @Test
  void aRestartOfTheServerIsSurvived() throws Exception {
    DeviceRegistry registry = zookeeper.coord("gateway-1").deviceRegistry();
    CountDownLatch middle = new CountDownLatch(1);
    CompletableFuture<BulkReport> report =
        registry.registerAllAsync(devices(), inTheMiddle(middle));
    middle.await();
    zookeeper.server().stop();
    zookeeper.server().restart();
    assertAgrees(report.join());
    assertThat(report.join().isComplete()).isTrue();
  }

  @Test
  void whatAFrozenLinkHeldUpIsReportedAsUnknownAndTheRestAsNotDone() throws Exception {
    FreezingProxy proxy = zookeeper.proxy();
    DeviceRegistry registry = behind(proxy.connectString(), Duration.ofSeconds(1)).deviceRegistry();
    CountDownLatch middle = new CountDownLatch(1);
    CompletableFuture<BulkReport> running =
        registry.registerAllAsync(devices(), inTheMiddle(middle));
    middle.await();
    proxy.freeze();
    // A timeout for each batch would take half a minute.
    BulkReport report = running.get(15, java.util.concurrent.TimeUnit.SECONDS);
    assertThat(report.failed()).isPositive();
    assertThat(report.failures())
        .allMatch(failure -> failure.cause() instanceof CoordinationUnavailableException);
    List<DeviceFailure> unknown =
        report.failures().stream().filter(failure -> !failure.outcomeKnown()).toList();
    assertThat(unknown).isNotEmpty().hasSizeLessThanOrEqualTo(1_200);
    proxy.unfreeze();
    // How soon the connection serves again is not what this is about.
    await()
        .ignoreException(CoordinationUnavailableException.class)
        .until(() -> registry.find(device(COUNT).id()).isEmpty());
    assertThat(registry.register(device(COUNT)).version()).isZero();
    assertThat(registry.deregisterAll(List.of(device(COUNT).id())).isComplete()).isTrue();
    assertAgrees(report);
  }

  @Test
  void lostAnswersAreSettledForEachKindOfCall() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DeviceRegistry registry =
        behind(proxy.connectString(), Duration.ofSeconds(15)).deviceRegistry();
    // So many that all are sent before the first answer.
    List<Device> some = IntStream.range(0, 300).mapToObj(BulkOutageTest::device).toList();
    ZnodeLayout layout = new ZnodeLayout(zookeeper.root());
    String last = layout.device("device-299");

    proxy.mute();
    CompletableFuture<BulkReport> call = registry.registerAllAsync(some);
    await().until(() -> raw.checkExists().forPath(last) != null);
    proxy.cut();
    assertThat(call.join()).isEqualTo(new BulkReport(300, 0, List.of()));
    // None was written twice: each try after a lost answer looks first.
    assertThat(ids(version -> version == 0)).hasSize(300);

    proxy.mute();
    call =
        registry.updateAllAsync(
            some.stream().map(d -> DeviceUpdate.of(d.withGroup("g"), 0)).toList(),
            BulkOptions.defaults());
    proxy.cut();
    assertThat(call.join()).isEqualTo(new BulkReport(300, 0, List.of()));
    assertThat(ids(version -> version == 1)).hasSize(300);

    call =
        registry.deregisterAllAsync(some.stream().map(Device::id).toList(), BulkOptions.defaults());
    proxy.mute();
    proxy.cut();
    assertThat(call.join()).isEqualTo(new BulkReport(300, 0, List.of()));
    assertThat(ids(version -> true)).isEmpty();
  }

  @Test
  void aDeviceThatWasTakenOverAfterALostAnswerIsNotTakenBack() throws Exception {
    MutingProxy proxy = zookeeper.own(new MutingProxy(zookeeper.server().connectString()));
    DeviceRegistry first = behind(proxy.connectString(), Duration.ofSeconds(15)).deviceRegistry();
    DeviceRegistry second = zookeeper.coord("gateway-2").deviceRegistry();
    String path = new ZnodeLayout(zookeeper.root()).device("device-1");
    second.register(device(1));
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    java.util.Random random = new java.util.Random(seed);
    // The answers are lost at any of the steps; only after a write does it matter.
    for (int turn = 0; turn < 5; turn++) {
      int before = raw.checkExists().forPath(path).getVersion();
      CompletableFuture<RegisteredDevice> registering = first.registerAsync(device(1));
      java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(3_000_000));
      proxy.mute();
      boolean written = raw.checkExists().forPath(path).getVersion() > before;
      RegisteredDevice theirs = second.register(device(1));
      proxy.cut();
      Throwable failure = registering.handle((device, why) -> why).join();
      RegisteredDevice end = second.get(DeviceId.of("device-1"));
      if (written || failure != null) {
        assertThat(end).isEqualTo(theirs);
      } else {
        assertThat(end.version()).isGreaterThanOrEqualTo(theirs.version());
      }
      second.register(device(1));
    }
  }

  /** Reads each node, and compares what is there with what was reported. */
  private void assertAgrees(BulkReport report) throws Exception {
    assertThat(report.done() + report.failed()).isEqualTo(COUNT);
    Set<String> there = ids(version -> true);
    Set<String> failed =
        report.failures().stream().map(one -> String.valueOf(one.id())).collect(Collectors.toSet());
    for (DeviceFailure failure : report.failures()) {
      if (failure.outcomeKnown()) {
        assertThat(there).doesNotContain(String.valueOf(failure.id()));
      }
    }
    if (report.failed() == report.failures().size()) {
      for (int i = 0; i < COUNT; i++) {
        String id = "device-" + i;
        assertThat(there.contains(id) || failed.contains(id)).as(id).isTrue();
      }
    }
    assertThat((long) there.size()).isGreaterThanOrEqualTo(report.done());
  }

  private Set<String> ids(java.util.function.IntPredicate version) throws Exception {
    Set<String> ids = new java.util.HashSet<>();
    String registry = zookeeper.root() + "/registry";
    for (String bucket : raw.getChildren().forPath(registry)) {
      for (String id : raw.getChildren().forPath(registry + "/" + bucket)) {
        var stat = new org.apache.zookeeper.data.Stat();
        byte[] data = raw.getData().storingStatIn(stat).forPath(registry + "/" + bucket + "/" + id);
        assertThat(DeviceRecordCodec.decode(id, data, 0).device().id().value()).isEqualTo(id);
        if (version.test(stat.getVersion())) {
          ids.add(id);
        }
      }
    }
    return ids;
  }
}
