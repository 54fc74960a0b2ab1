package io.github.iotcoord.bench.twin;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.twin.DeviceTwins;
import io.github.iotcoord.twin.TwinPatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the twins of a whole fleet: gateways with a session each in this JVM, the server in
 * another. The configuration of a group has some ten values.
 *
 * <pre>
 * java -Xmx8g -cp iot-coord-bench/target/iot-coord-bench.jar \
 *     io.github.iotcoord.bench.twin.TwinFleet DEVICES GATEWAYS GROUPS SERVER_HEAP
 * </pre>
 */
public final class TwinFleet implements AutoCloseable {
  private static final int AT_ONCE = 2_000;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(10);

  private final TwinServer server;
  private final List<Device> devices = new ArrayList<>();
  private final List<TwinGateway> gateways = new ArrayList<>();
  private final LongAdder told = new LongAdder();
  private final Map<String, String> figures = new LinkedHashMap<>();
  private final IotCoord app;
  private final int groups;
  private final Random random = new Random(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(8);

  TwinFleet(int deviceCount, int gatewayCount, int groups, String heap) throws Exception {
    this.server = new TwinServer(heap);
    this.app = IotCoord.connect(server.connectString());
    this.groups = groups;
    for (int i = 0; i < deviceCount; i++) {
      devices.add(Device.of("device-" + i, "thermometer").withGroup("group-" + i % groups));
    }
    for (int g = 0; g < gatewayCount; g++) {
      int from = (int) ((long) deviceCount * g / gatewayCount);
      int to = (int) ((long) deviceCount * (g + 1) / gatewayCount);
      gateways.add(new TwinGateway(server.connectString(), g, devices.subList(from, to), told));
    }
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 4) {
      System.err.println("arguments: DEVICES GATEWAYS GROUPS SERVER_HEAP, as 100000 100 100 4g");
      System.exit(2);
    }
    int[] numbers = Arrays.stream(args).limit(3).mapToInt(Integer::parseInt).toArray();
    try (TwinFleet fleet = new TwinFleet(numbers[0], numbers[1], numbers[2], args[3])) {
      fleet.run(1_000, 10_000).forEach((what, figure) -> System.out.println(what + "\t" + figure));
    }
    System.exit(0);
  }

  /**
   * Runs the measurements, one after the other.
   *
   * @param one how many changes to make one after the other
   * @param many how many to make at once
   */
  Map<String, String> run(int one, int many) throws Exception {
    DeviceTwins twins = app.deviceTwins();
    measure("register, devices/s", devices.size(), () -> eachGateway(TwinGateway::register));
    for (int g = 0; g < groups; g++) {
      twins.updateGroup("group-" + g, configuration());
    }
    measure("follow with everything pending, devices/s", devices.size(), this::followAll);
    // Each Curator client has one of its own, on the ensemble's configuration.
    long watches = server.figure("zk_watch_count") - gateways.size() - 1;
    figures.put("watches on the server", Long.toString(watches));
    measure(
        "acknowledge, reports/s",
        devices.size(),
        () -> eachGateway(gateway -> gateway.acknowledge(AT_ONCE)));
    figures.put("znodes", Long.toString(server.figure("zk_znode_count")));
    figures.put(
        "data in the server, MB", Long.toString(server.figure("zk_approximate_data_size") >> 20));
    changeOne(twins, one);
    measure("change many devices, devices/s", many, () -> changeMany(twins, many));
    changeGroup(twins);
    return figures;
  }

  private interface Work {
    void run() throws Exception;
  }

  private void measure(String what, int count, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    figures.put(what, Long.toString((long) (count * 1e9 / (System.nanoTime() - start))));
  }

  private interface Step {
    void run(TwinGateway gateway) throws InterruptedException;
  }

  /** Several gateways at a time, as when a site has power again. */
  private void eachGateway(Step step) throws Exception {
    List<Future<?>> steps = new ArrayList<>();
    for (TwinGateway gateway : gateways) {
      steps.add(
          threads.submit(
              () -> {
                step.run(gateway);
                return null;
              }));
    }
    for (Future<?> done : steps) {
      done.get();
    }
  }

  private void followAll() throws Exception {
    eachGateway(TwinGateway::follow);
    awaitTold(devices.size());
  }

  private void changeOne(DeviceTwins twins, int count) throws InterruptedException {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long before = told.sum();
      long start = System.nanoTime();
      twins.updateDesired(anyDevice(), TwinPatch.empty().set("count", i));
      awaitTold(before + 1);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    figures.put("change one device until its gateway is told, median µs", micros(nanos[count / 2]));
    figures.put("the same, 99th percentile µs", micros(nanos[count * 99 / 100]));
  }

  private void changeMany(DeviceTwins twins, int count) throws InterruptedException {
    Semaphore free = new Semaphore(AT_ONCE);
    long before = told.sum();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < devices.size(); i++) {
      numbers.add(i);
    }
    Collections.shuffle(numbers, random);
    for (int i = 0; i < count; i++) {
      free.acquire();
      DeviceId device = devices.get(numbers.get(i % numbers.size())).id();
      twins
          .updateDesiredAsync(device, TwinPatch.empty().set("many", i))
          .whenComplete((done, failure) -> free.release());
    }
    awaitTold(before + Math.min(count, devices.size()));
  }

  private void changeGroup(DeviceTwins twins) throws Exception {
    int members = (devices.size() + groups - 1) / groups;
    long before = told.sum();
    long packets = server.figure("zk_packets_received");
    long start = System.nanoTime();
    twins.updateGroup("group-0", TwinPatch.empty().set("interval", 99));
    awaitTold(before + members);
    figures.put("change a group: its devices", Integer.toString(members));
    figures.put("change a group until all are told, ms", millis(System.nanoTime() - start));
    figures.put(
        "change a group: requests, those of all sessions' leases included",
        Long.toString(server.figure("zk_packets_received") - packets));
  }

  private DeviceId anyDevice() {
    return devices.get(random.nextInt(devices.size())).id();
  }

  private static TwinPatch configuration() {
    return TwinPatch.empty()
        .set("interval", 30)
        .set("mode", "eco")
        .set("limits", Map.of("high", 30.5, "low", 5, "hysteresis", 0.5))
        .set("network", Map.of("apn", "iot.example", "bands", List.of(3, 8, 20)))
        .set("firmware", Map.of("version", "1.4.2", "channel", "stable"));
  }

  private void awaitTold(long count) {
    long start = System.nanoTime();
    while (told.sum() < count) {
      if (System.nanoTime() - start > PATIENCE) {
        throw new IllegalStateException(told.sum() + " of " + count + " have been told");
      }
      LockSupport.parkNanos(20_000);
    }
  }

  private static String micros(long nanos) {
    return Long.toString(TimeUnit.NANOSECONDS.toMicros(nanos));
  }

  private static String millis(long nanos) {
    return Long.toString(TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    gateways.forEach(TwinGateway::close);
    app.close();
    server.close();
  }
}
