package io.github.iotcoord.bench;

import java.lang.management.ManagementFactory;

/** The heap of this JVM. */
public final class Heap {
  private Heap() {}

  /** What is left of the heap in use when it has been collected. */
  public static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
