package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Properties;
import org.apache.curator.framework.CuratorFramework;

/** Where figures come from, and what a request costs there. */
final class Machine {
  private Machine() {}

  /** Two lines: machine and versions, and the time of one request. */
  static String describe(Bed bed) throws Exception {
    Properties versions = versions();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    CuratorFramework client = bed.near();
    return String.format(
        "%s %s, %d processors, %d MB heap here, load %.1f at the beginning; Java %s (%s); iot-coord %s, Curator %s, ZooKeeper %s, Pekko %s, jetcd %s, Redisson %s%n"
            + "one request and its answer here: a read %.0f us, a write %.0f us",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20,
        load,
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"),
        versions.getProperty("iot-coord"),
        versions.getProperty("curator"),
        versions.getProperty("zookeeper"),
        versions.getProperty("pekko"),
        versions.getProperty("jetcd"),
        versions.getProperty("redisson"),
        RoundTrip.ofRead(client) / 1e3,
        RoundTrip.ofWrite(client) / 1e3);
  }

  private static Properties versions() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    }
    return versions;
  }
}
