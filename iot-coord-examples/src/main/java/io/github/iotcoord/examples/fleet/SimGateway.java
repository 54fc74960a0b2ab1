package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.failure.AdaptiveOptions;
import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A gateway and the devices that it hears. One thread makes the devices beat; a beat now and then
 * gets lost on the air, and every few of them bring a sample. Thread-safe.
 */
final class SimGateway {
  /** The channel that every gateway publishes to. */
  static final String CHANNEL = "telemetry";

  /** Within how many periods a silent device is DOWN, after a few losses and with the jitter. */
  static final int DETECTION_PERIODS = 6;

  private static final double LOSS = 0.002;
  // More in a row and nobody could say that the device was heard.
  private static final int MOST_LOST_IN_A_ROW = 2;
  private static final double JITTER = 0.05;

  private final IotCoord coord;
  private final FleetPlan plan;
  private final SampleSink sink;
  private final Random random;
  private final Map<Integer, SimDevice> devices = new HashMap<>();
  private final PriorityQueue<SimDevice> due =
      new PriorityQueue<>((a, b) -> Long.signum(a.nextBeat - b.nextBeat));
  private final SensorDataChannel channel;
  private final HeartbeatMonitor monitor;
  private final ScheduledExecutorService timer;
  private long beats;

  SimGateway(IotCoord coord, FleetPlan plan, int gateway, SampleSink sink) {
    this.coord = coord;
    this.plan = plan;
    this.sink = sink;
    this.random = new Random(plan.seed() * 31 + gateway);
    plan.devicesOf(gateway).forEach(number -> devices.put(number, new SimDevice(number, plan)));
    this.channel = coord.sensorDataChannel(CHANNEL, channelOptions());
    this.monitor = coord.heartbeatMonitor(heartbeatOptions());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "beats-of-" + coord.identity());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * A rarer mistake than by default: thousands of devices are judged, and none may be wronged. Late
   * ticks are borne with: a whole fleet shares this process.
   */
  static HeartbeatOptions heartbeatOptions() {
    return HeartbeatOptions.defaults()
        .withDetector(
            FailureDetector.adaptive(AdaptiveOptions.defaults().withMistakeProbability(5e-4)))
        .withConfirmation(1)
        .withGrace(Duration.ofSeconds(1))
        .withOverrun(Duration.ofSeconds(1));
  }

  static ChannelOptions channelOptions() {
    return ChannelOptions.defaults().withLinger(Duration.ofMillis(200));
  }

  /** Registers the devices in one go. */
  int register() throws InterruptedException {
    List<Device> descriptions = new ArrayList<>();
    devices.keySet().forEach(number -> descriptions.add(plan.describe(number)));
    BulkReport report = coord.deviceRegistry().registerAll(descriptions);
    if (!report.isComplete()) {
      throw new CoordinationException(
          report.failed() + " devices were not registered", report.failures().get(0).cause());
    }
    return Math.toIntExact(report.done());
  }

  /** Has the devices beat from now on. */
  synchronized void start() {
    long now = System.nanoTime();
    for (SimDevice device : devices.values()) {
      monitor.track(device.id, Duration.ofNanos(device.periodNanos));
      device.lastBeat = now;
      device.nextBeat = now + (long) (random.nextDouble() * device.periodNanos);
      due.add(device);
    }
    timer.scheduleWithFixedDelay(this::beatWhatIsDue, 5, 5, TimeUnit.MILLISECONDS);
  }

  /** A device dies; returns when it was last heard, by {@link System#nanoTime}. */
  synchronized long kill(int device) {
    SimDevice dying = device(device);
    dying.alive = false;
    return dying.lastBeat;
  }

  /** A device comes back, and counts its beats from the beginning. */
  synchronized void revive(int device) {
    SimDevice reviving = device(device);
    reviving.alive = true;
    reviving.sequence = 0;
  }

  /** How many beats have been heard. */
  synchronized long beats() {
    return beats;
  }

  private SimDevice device(int number) {
    SimDevice device = devices.get(number);
    if (device == null) {
      throw new IllegalArgumentException(coord.identity() + " does not hear device " + number);
    }
    return device;
  }

  private synchronized void beatWhatIsDue() {
    try {
      long now = System.nanoTime();
      for (SimDevice next = due.peek();
          next != null && next.nextBeat - now <= 0;
          next = due.peek()) {
        due.remove();
        if (next.alive) {
          beat(next);
        }
        double jitter = 1 + JITTER * (2 * random.nextDouble() - 1);
        next.nextBeat += (long) (next.periodNanos * jitter);
        due.add(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(SimDevice device) throws InterruptedException {
    device.sequence++;
    if (random.nextDouble() < LOSS && device.lostInARow < MOST_LOST_IN_A_ROW) {
      device.lostInARow++;
      return;
    }
    device.lostInARow = 0;
    monitor.beat(device.id, device.sequence);
    device.lastBeat = System.nanoTime();
    beats++;
    // Not all of them at the same beat.
    if ((device.sequence + device.number) % plan.beatsPerSample() == 0) {
      publish(
          new Sample(
              device.id,
              device.type.metric(),
              device.type.unit(),
              Instant.now(),
              device.type.value(random.nextGaussian())));
    }
  }

  private void publish(Sample sample) throws InterruptedException {
    channel
        .publish(sample)
        .whenComplete(
            (position, failure) -> {
              if (failure == null) {
                sink.acknowledged(position, sample);
              } else {
                sink.failed(sample, failure);
              }
            });
  }

  /** Ends the beats, and publishes what is still buffered. */
  void stop() throws InterruptedException {
    timer.shutdown();
    if (!timer.awaitTermination(20, TimeUnit.SECONDS)) {
      throw new CoordinationException("The beats of " + coord.identity() + " do not end");
    }
    channel.close();
  }
}
