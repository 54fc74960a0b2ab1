package io.github.iotcoord.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** Where figures come from. */
public final class Host {
  private static final String VERSIONS = "compare/versions.properties";

  private Host() {}

  /**
   * Two lines: the machine, its load, this JVM, and the versions of what is measured; and what the
   * servers' data lies on.
   */
  public static String describe() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Host.class.getResourceAsStream(VERSIONS)) {
      versions.load(in);
    }
    return String.format(
        "%s %s, %d processors (%s), %d MB of memory, %d MB heap here, load %.1f at the beginning; Java %s (%s);"
            + " iot-coord %s, Curator %s, ZooKeeper %s, Pekko %s, jetcd %s, Redisson %s%n%s",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        memory() >> 20,
        Runtime.getRuntime().maxMemory() >> 20,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"),
        versions.getProperty("iot-coord"),
        versions.getProperty("curator"),
        versions.getProperty("zookeeper"),
        versions.getProperty("pekko"),
        versions.getProperty("jetcd"),
        versions.getProperty("redisson"),
        disk());
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
}
