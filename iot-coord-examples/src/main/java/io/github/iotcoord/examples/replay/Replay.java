package io.github.iotcoord.examples.replay;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.analysis.Windows;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.SubscriptionStart;
import io.github.iotcoord.examples.fleet.DeliveryLog;
import io.github.iotcoord.examples.fleet.Display;
import io.github.iotcoord.examples.fleet.Ensemble;
import io.github.iotcoord.examples.fleet.Report;
import io.github.iotcoord.examples.fleet.TypeTotals;
import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Plays a trace through one gateway: each row is a beat, and a sample for each metric. The monitor
 * judges by a clock that runs at the speed of the replay, so in the trace's own time.
 */
public final class Replay {
  private static final String CHANNEL = "trace";
  private static final Duration TICK = Duration.ofMillis(1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Ensemble ensemble;
  private final Trace trace;
  private final double speed;
  private final Map<DeviceId, Duration> periods;
  private final Display display;
  private final DeliveryLog delivery = new DeliveryLog();
  private final DownCounter downs = new DownCounter();
  private final Report report = new Report();

  /**
   * Prepares a replay.
   *
   * @param speed how many times faster than it happened
   * @param periodSeconds every device's period, or null to take it from the trace
   */
  public Replay(
      Ensemble ensemble,
      Trace trace,
      double speed,
      @Nullable Double periodSeconds,
      Display display) {
    this.ensemble = ensemble;
    this.trace = trace;
    this.speed = speed;
    this.display = display;
    this.periods = trace.medianGaps();
    if (periodSeconds != null) {
      periods.replaceAll((device, gap) -> Duration.ofMillis(Math.round(periodSeconds * 1_000)));
    }
  }

  /** Plays it to its end. */
  @SuppressWarnings("try") // the subscriptions are there to be closed
  public Report run() throws InterruptedException {
    display.event(
        "%,d rows of %d devices over %.1f h, played %,.0f times faster in about %.0f s"
            .formatted(
                trace.rows().size(),
                periods.size(),
                trace.spanMillis() / 3_600_000.0,
                speed,
                trace.spanMillis() / 1_000.0 / speed));
    ExecutorService listener = Executors.newSingleThreadExecutor();
    ExecutorService subscriber = Executors.newSingleThreadExecutor();
    IotCoord observer = ensemble.join("observer");
    IotCoord gateway = ensemble.join("replay");
    try (FleetHealth fleet = observer.fleetHealth();
        SensorDataChannel received = observer.sensorDataChannel(CHANNEL);
        Subscription samples =
            received.subscribe(SubscriptionStart.oldest(), delivery, subscriber);
        Subscription transitions = fleet.addListener(downs, listener)) {
      register(gateway);
      try (HeartbeatMonitor monitor = gateway.heartbeatMonitor(options());
          SensorDataChannel channel = gateway.sensorDataChannel(CHANNEL)) {
        play(monitor, channel);
        channel.flush();
        awaitDelivery();
        reportHealth();
      }
      report.samples(delivery.balance());
      aggregate(received);
      rejections();
      return report;
    } finally {
      listener.shutdownNow();
      subscriber.shutdownNow();
    }
  }

  private HeartbeatOptions options() {
    // A late tick is no pause of the recording.
    return HeartbeatOptions.defaults()
        .withTick(TICK)
        .withOverrun(Duration.ofSeconds(1))
        .withTicker(new ScaledTicker(speed));
  }

  private void register(IotCoord gateway) throws InterruptedException {
    List<Device> devices =
        trace.devices().stream().map(id -> Device.of(id.value(), "traced")).toList();
    long begin = System.nanoTime();
    BulkReport done = gateway.deviceRegistry().registerAll(devices);
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (!done.isComplete()) {
      throw new CoordinationException(
          "Devices were not registered", done.failures().get(0).cause());
    }
    report.put("program", "replay");
    report.put("devices", devices.size());
    report.put("gateways", 1);
    report.put("registrations_per_second", Math.round(devices.size() / seconds));
    report.line("trace", "%,d rows, %d devices".formatted(trace.rows().size(), devices.size()));
    report.line("registrations", "%d devices in %.3f s".formatted(devices.size(), seconds));
  }

  private void play(HeartbeatMonitor monitor, SensorDataChannel channel)
      throws InterruptedException {
    Set<DeviceId> tracked = new HashSet<>();
    long first = trace.rows().get(0).arrivalMs();
    long begin = System.nanoTime();
    // Rows that are out of order are played in the order of the file; time does not go back.
    long played = 0;
    int number = 0;
    for (TraceRow row : trace.rows()) {
      played = Math.max(played, row.arrivalMs() - first);
      waitUntil(begin + (long) (played * 1e6 / speed), ++number);
      if (tracked.add(row.device())) {
        monitor.track(row.device(), periods.getOrDefault(row.device(), Duration.ofMinutes(1)));
      }
      if (row.sequence().isPresent()) {
        monitor.beat(row.device(), row.sequence().getAsLong());
      } else {
        monitor.beat(row.device());
      }
      publish(row, channel);
    }
    display.end();
  }

  private void waitUntil(long nanoTime, int number) throws InterruptedException {
    do {
      display.update(() -> frame(number));
      long left = nanoTime - System.nanoTime();
      if (left > 0) {
        LockSupport.parkNanos(Math.min(left, 100_000_000));
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("the replay was interrupted");
      }
    } while (nanoTime - System.nanoTime() > 0);
  }

  private Display.Frame frame(int number) {
    int rows = trace.rows().size();
    return new Display.Frame(
        (double) number / rows,
        "row %,d of %,d, %s, samples %,d, DOWN so far %d"
            .formatted(
                number,
                rows,
                Instant.ofEpochMilli(trace.rows().get(number - 1).arrivalMs()),
                delivery.received(),
                downs.downs()),
        List.of());
  }

  private void publish(TraceRow row, SensorDataChannel channel) throws InterruptedException {
    for (int i = 0; i < trace.metrics().size(); i++) {
      Metric metric = trace.metrics().get(i);
      Double value = row.values().get(i);
      if (value == null) {
        continue;
      }
      Instant time = Instant.ofEpochMilli(row.arrivalMs());
      Sample sample = new Sample(row.device(), metric.name(), metric.unit(), time, value);
      channel
          .publish(sample)
          .whenComplete(
              (position, failure) -> {
                if (failure == null) {
                  delivery.acknowledged(position, sample);
                } else {
                  delivery.failed(sample, failure);
                }
              });
    }
  }

  private void awaitDelivery() throws InterruptedException {
    long begin = System.nanoTime();
    while (delivery.balance().lost() > 0 && System.nanoTime() - begin < PATIENCE_NANOS) {
      Thread.sleep(50);
    }
  }

  // A trace does not say which devices died, so nothing can be said of mistakes; but a device that
  // was DOWN and beat again may be one.
  private void reportHealth() {
    report.put("deaths_scripted", 0);
    report.put("deaths_detected", 0);
    report.detection(List.of());
    report.put("false_downs", 0);
    report.put("gateways_lost", 0);
    report.put("downs_reported", downs.downs());
    report.put("downs_followed_by_a_beat", downs.returns());
    report.put("suspicions", downs.suspicions());
    report.line(
        "health",
        "%d times SUSPECT, %d times DOWN, of which %d were followed by a beat; a trace does not"
            .formatted(downs.suspicions(), downs.downs(), downs.returns()));
    report.line("", "tell who died, so nothing is said of detection times and false alarms");
  }

  private void aggregate(SensorDataChannel channel) throws InterruptedException {
    Instant from = Instant.ofEpochMilli(trace.firstMillis());
    Instant to = from.plusMillis(trace.spanMillis() + 1);
    Map<String, Object> aggregates = new LinkedHashMap<>();
    TypeTotals.byMetric(
            Windows.tumbling(Duration.between(from, to))
                .aggregate(channel.history(HistoryQuery.between(from, to))))
        .forEach(
            (metric, total) -> {
              report.line(metric, total.toString());
              aggregates.put(metric, total.values());
            });
    report.put("aggregates", aggregates);
  }

  private void rejections() {
    report.put("rows_played", trace.rows().size());
    report.put("rows_rejected", trace.rejected());
    report.put("rejections", trace.rejections());
    report.line("rows", "%,d rejected".formatted(trace.rejected()));
    trace.rejections().forEach(rejection -> report.line("", rejection));
    if (trace.rejected() > trace.rejections().size()) {
      report.line("", "and %,d more".formatted(trace.rejected() - trace.rejections().size()));
    }
  }
}
