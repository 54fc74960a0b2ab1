package io.github.iotcoord.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Properties;

/** Where figures come from. */
public final class Host {
  private static final String VERSIONS = "compare/versions.properties";

  private Host() {}

  /** One line: the machine, its load, this JVM, and the versions of what is measured. */
  public static String describe() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Host.class.getResourceAsStream(VERSIONS)) {
      versions.load(in);
    }
    return String.format(
        "%s %s, %d processors, %d MB heap here, load %.1f at the beginning; Java %s (%s);"
            + " iot-coord %s, Curator %s, ZooKeeper %s",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"),
        versions.getProperty("iot-coord"),
        versions.getProperty("curator"),
        versions.getProperty("zookeeper"));
  }
}
