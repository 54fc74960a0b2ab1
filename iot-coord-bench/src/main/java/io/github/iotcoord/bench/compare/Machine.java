package io.github.iotcoord.bench.compare;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;

/** Where figures come from, and what a request costs there. */
final class Machine {
  private Machine() {}

  /** Some lines: machine and versions, where the data lies, and the time of one request. */
  static String describe(Bed bed) throws Exception {
    Properties versions = versions();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    CuratorFramework client = bed.near();
    return String.format(
        "%s %s, %d processors (%s), %d MB of memory, %d MB heap here, load %.1f at the beginning; Java %s (%s); iot-coord %s, Curator %s, ZooKeeper %s, Pekko %s, jetcd %s, Redisson %s%n"
            + "%s%n"
            + "one request and its answer here: a read %.0f us, a write %.0f us",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        memory() >> 20,
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
        disk(),
        RoundTrip.ofRead(client) / 1e3,
        RoundTrip.ofWrite(client) / 1e3);
  }

  /** The processor's name, where Linux tells it. */
  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException e) {
      return "unknown";
    }
  }

  private static long memory() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  /** What kind of file system the servers' data lies on. */
  private static String disk() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    String type = Files.getFileStore(folder).type();
    String warning =
        type.equals("tmpfs") || type.equals("ramfs")
            ? ": that is memory, so NOTHING IS FORCED TO A DISK; set TMPDIR and -Djava.io.tmpdir"
            : "";
    return "the servers' data lies in " + folder + ", on " + type + warning;
  }

  private static Properties versions() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    }
    return versions;
  }
}
