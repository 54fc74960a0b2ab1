package io.github.iotcoord.bench.scale;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the results there too: " + ScalePoint.HEADER)
  private @Nullable Path csv;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Draw the results there: registry-time.png and registry-memory.png.")
  private @Nullable Path plots;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

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
    if (csv != null) {
      List<String> lines = new ArrayList<>(List.of(ScalePoint.HEADER));
      points.forEach(point -> lines.add(point.csv()));
      Files.write(csv, lines);
    }
    if (plots != null) {
      ScaleCharts.write(plots, points);
    }
    return 0;
  }

  private void check() {
    for (int size : devices) {
      if (size <= 0) {
        throw refuse("--devices must be positive, was " + size);
      }
    }
    if (!serverHeap.matches("[1-9][0-9]*[mgMG]")) {
      throw refuse("--server-heap must be a number and m or g, was '" + serverHeap + "'");
    }
    if (csv != null) {
      Path folder = csv.toAbsolutePath().getParent();
      if (Files.isDirectory(csv) || folder == null || !Files.isWritable(folder)) {
        throw refuse("--csv: cannot write " + csv);
      }
    }
    if (plots != null && !Files.isDirectory(plots)) {
      throw refuse("--plots: there is no folder " + plots);
    }
  }

  private ParameterException refuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
