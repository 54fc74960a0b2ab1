package io.github.iotcoord.bench.compare;

import com.sun.management.OperatingSystemMXBean;
import io.github.iotcoord.bench.ServerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Reads what has been used up so far: by this process, and by the ZooKeeper server. */
interface Meter {

  /**
   * What has been used up since some time in the past.
   *
   * @param nanos the clock
   * @param clientNanos processor time of this process, all of its threads
   * @param serverNanos processor time of the server's process
   * @param requests what the server has received
   * @param syncs how often the server has forced its log to the disk
   * @param syncMillis how long it has waited for that
   */
  record Reading(
      long nanos,
      long clientNanos,
      long serverNanos,
      double requests,
      double syncs,
      double syncMillis) {

    /** The same, but of another server, which tells no more than its processor time. */
    Reading of(ProcessHandle otherServer) {
      long time = otherServer.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
      return new Reading(nanos, clientNanos, time, Double.NaN, Double.NaN, Double.NaN);
    }
  }

  /** Reads. */
  Reading read() throws IOException;

  /** Reads of a server. */
  static Meter of(ServerProcess server) {
    return () -> {
      ServerMetrics metrics = ServerMetrics.read(server.connectString());
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Reading(
          System.nanoTime(),
          system.getProcessCpuTime(),
          server.processorTime().toNanos(),
          metrics.get("zk_packets_received"),
          metrics.get("zk_cnt_fsynctime"),
          metrics.get("zk_sum_fsynctime"));
    };
  }
}
