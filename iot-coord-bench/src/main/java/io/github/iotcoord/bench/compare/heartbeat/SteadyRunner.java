package io.github.iotcoord.bench.compare.heartbeat;

import com.sun.management.OperatingSystemMXBean;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.TrackedDevice;
import io.github.iotcoord.registry.DeviceId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.data.Stat;

/**
 * A fleet that beats in time: counts the server's transactions and the processor time of this
 * process meanwhile, the threads that beat included, and then kills some devices at once.
 */
final class SteadyRunner implements Runner {
  private static final int DOOMED = 1_000;
  private static final int LEAST_OF_WHICH_ONE = 10; // more would be a silence of the gateway
  private static final int PERIODS_TO_REPORT = 20;
  private static final String MARK = "/steady-mark-";

  private final CuratorFramework client;
  private final HeartbeatMonitor monitor;
  // The same devices die in each round, which must not be taken for flapping. A tick that is late
  // by
  // less than a second is no pause to devices with patience for tens of them.
  private final HeartbeatOptions options =
      HeartbeatOptions.defaults()
          .withFlapping(15, Duration.ofSeconds(1))
          .withOverrun(Duration.ofSeconds(1));
  private final Duration period;
  private final Doomed doomed;
  private final SteadyFleet fleet;

  SteadyRunner(Bed bed, int devices, Duration period) throws Exception {
    this.client = bed.near();
    this.period = period;
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root("/steady").build());
    this.monitor = coord.heartbeatMonitor(options);
    this.doomed =
        new Doomed(
            devices, Math.max(LEAST_OF_WHICH_ONE, devices / DOOMED), options.detector(), period);
    TrackedDevice[] tracked = new TrackedDevice[devices];
    for (int i = 0; i < devices; i++) {
      tracked[i] = monitor.track(DeviceId.of("device-" + i), period);
    }
    this.fleet = bed.own(new SteadyFleet(tracked, period, doomed));
    monitor.addListener(doomed::heard, Runnable::run);
    monitor.flush();
    sleep(period.multipliedBy(2)); // each has been heard
  }

  @Override
  public double[] round(Duration time) throws Exception {
    Duration observed = time.compareTo(period) < 0 ? period : time; // each beats at least once
    monitor.flush();
    long zxid = zxid();
    long processor = processorNanos();
    long start = System.nanoTime();
    sleep(observed);
    double cores = (double) (processorNanos() - processor) / (System.nanoTime() - start);
    long writes = zxid() - zxid - 1;

    doomed.kill();
    long patience = System.nanoTime() + period.multipliedBy(PERIODS_TO_REPORT).toNanos();
    while (!doomed.allReported() && System.nanoTime() - patience < 0) {
      sleep(options.tick());
    }
    fleet.check();
    double ticks = (double) doomed.worstNanos() / options.tick().toNanos();
    int wrong = doomed.wrong();
    doomed.revive();
    sleep(period.multipliedBy(2));
    return new double[] {writes, cores, wrong, ticks};
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** The number of a transaction of our own. */
  private long zxid() throws Exception {
    Stat stat = new Stat();
    client
        .create()
        .storingStatIn(stat)
        .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
        .forPath(MARK, new byte[0]);
    return stat.getCzxid();
  }
}
