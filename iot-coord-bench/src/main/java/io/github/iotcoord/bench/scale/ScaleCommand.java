package io.github.iotcoord.bench.scale;

import io.github.iotcoord.bench.Host;
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
          + " the fleet is registered, a view of it is loaded, its connection is cut, each a few times;"
          + " and as many devices beat at a monitor. The default sizes take some minutes. How long it"
          + " will take is said at the beginning.",
      ""
    },
    sortOptions = false)
public final class ScaleCommand implements Callable<Integer> {
  private static final List<Integer> QUICK_SIZES = List.of(1_000, 10_000);
  private static final int QUICK_WARM_UP = 10_000;
  private static final String ROW = "%10s %22s %22s %22s %10s %10s %10s %22s %12s%n";

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
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "How many devices are registered, loaded and removed on each server before it is measured"
              + " (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--quick",
      description =
          "The two smallest of the default sizes only, and " + QUICK_WARM_UP + " to warm up.")
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
    int fleet = quick ? QUICK_WARM_UP : warmUp;
    out.println(Host.describe());
    out.printf(
        "%sat most %s heap in the server; medians of %d rounds (lowest-highest), after a fleet of %d"
            + " devices to warm up; ticks: %d periods%n",
        quick ? "QUICK: " : "", serverHeap, ScaleRun.ROUNDS, fleet, Ticks.PERIODS);
    out.printf(
        ROW,
        "devices",
        "register s",
        "load s",
        "reconnect ms",
        "requests",
        "view MB",
        "server MB",
        "tick us",
        "monitor MB");
    out.flush();
    Progress progress =
        new Progress(spec.commandLine().getErr(), System::nanoTime, steps(sizes, fleet));
    ScaleRun.warmUp(fleet, serverHeap);
    progress.stepDone();
    List<ScalePoint> points = new ArrayList<>();
    for (int size : sizes) {
      ScalePoint point = new ScaleRun(size, fleet, serverHeap).measure();
      points.add(point);
      out.printf(
          ROW,
          point.devices(),
          point.registerSeconds().shown(2),
          point.loadSeconds().shown(2),
          point.reconnectMillis().shown(0),
          point.reconnectRequests(),
          megabytes(point.viewBytes()),
          megabytes(point.serverBytes()),
          point.ticks().tickMicros().shown(1),
          megabytes(point.ticks().monitorBytes()));
      out.flush();
      progress.stepDone();
    }
    files.write(ScalePoint.HEADER, points, ScalePoint::csv, ScaleCharts::write);
    return 0;
  }

  private static List<Progress.Step> steps(List<Integer> sizes, int fleet) {
    List<Progress.Step> steps = new ArrayList<>();
    steps.add(new Progress.Step("warming up", expectedSeconds(fleet)));
    sizes.forEach(size -> steps.add(new Progress.Step(size + " devices", expectedSeconds(size))));
    return steps;
  }

  /** Most of what does not grow are the pauses before the client connects again. */
  private static double expectedSeconds(int devices) {
    return 15 + 100e-6 * devices;
  }

  private static String megabytes(long bytes) {
    return String.format("%.1f", bytes / 1e6);
  }

  private void check() {
    for (int size : devices) {
      if (size <= 0) {
        throw files.refuse("--devices must be positive, was " + size);
      }
    }
    if (warmUp <= 0) {
      throw files.refuse("--warm-up must be positive, was " + warmUp);
    }
    files.check(serverHeap);
  }
}
