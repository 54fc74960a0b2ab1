package io.github.iotcoord.bench.scale;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the measurements by size. */
@Command(
    name = "scale",
    header = "Measure what a registry costs by the size of its fleet.",
    description = {
      "Each size has a server of its own in a JVM of its own, with ZooKeeper's default durability:"
          + " the fleet is registered, a view of it is loaded, its connection is cut; then as many devices"
          + " beat at a monitor. The default sizes take some minutes.",
      ""
    },
    sortOptions = false)
public final class ScaleCommand implements Callable<Integer> {
  private static final List<Integer> QUICK_SIZES = List.of(1_000, 10_000);

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--devices",
      paramLabel = "N",
      split = ",",
      defaultValue = "1000,10000,100000,1000000",
      description = "The sizes of the fleets (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<Integer> devices;

  @Option(
      names = "--quick",
      description = "The two smallest of the default sizes only, in about half a minute.")
  private boolean quick;

  @Option(
      names = "--server-heap",
      paramLabel = "SIZE",
      defaultValue = "4g",
      description = "The most heap that the server may take (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String serverHeap;

  @Mixin private final PointOptions files = new PointOptions();

  @Override
  public Integer call() throws Exception {
    check();
    List<Integer> sizes = quick ? QUICK_SIZES : devices;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d processors, at most %d MB heap here and %s in the server%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20,
        serverHeap);
    out.printf(
        "%10s %12s %10s %14s %10s %12s %14s %10s %12s%n",
        "devices",
        "register s",
        "load s",
        "reconnect ms",
        "requests",
        "view MB",
        "server MB",
        "tick us",
        "monitor MB");
    // What the compiler has not seen yet would be counted as the smallest fleet's.
    new ScaleRun(sizes.get(0), serverHeap).measure();
    List<ScalePoint> points = new ArrayList<>();
    for (int size : sizes) {
      ScalePoint point = new ScaleRun(size, serverHeap).measure();
      points.add(point);
      out.printf(
          "%10d %12.2f %10.2f %14.0f %10d %12.1f %14.1f %10.1f %12.1f%n",
          point.devices(),
          point.registerSeconds(),
          point.loadSeconds(),
          point.reconnectMillis(),
          point.reconnectRequests(),
          point.viewBytes() / 1e6,
          point.serverBytes() / 1e6,
          point.ticks().tickMicros(),
          point.ticks().monitorBytes() / 1e6);
      out.flush();
    }
    files.write(ScalePoint.HEADER, points, ScalePoint::csv, ScaleCharts::write);
    return 0;
  }

  private void check() {
    for (int size : devices) {
      if (size <= 0) {
        throw files.refuse("--devices must be positive, was " + size);
      }
    }
    files.check(serverHeap);
  }
}
