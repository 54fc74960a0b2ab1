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

/** The command line of the measurements by the number of servers. */
@Command(
    name = "servers",
    header = "Measure what writing costs by the number of ZooKeeper servers.",
    description = {
      "Each server has a JVM and a folder of its own and ZooKeeper's default durability, but all are"
          + " on this machine and share its processors and its disk. Takes some minutes,"
          + " with --quick less than two.",
      ""
    },
    sortOptions = false)
public final class ServersCommand implements Callable<Integer> {
  private static final int QUICK_DEVICES = 2_000;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--servers",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,3,5",
      description = "How many servers (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private List<Integer> servers;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "How many devices are registered, publish, and change their state in each of the rounds"
              + " (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(names = "--quick", description = "With " + QUICK_DEVICES + " devices.")
  private boolean quick;

  @Option(
      names = "--server-heap",
      paramLabel = "SIZE",
      defaultValue = "1g",
      description = "The most heap that each server may take (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String serverHeap;

  @Mixin private final PointOptions files = new PointOptions();

  @Override
  public Integer call() throws Exception {
    check();
    int fleet = quick ? QUICK_DEVICES : devices;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s%d devices; %d processors for all servers and the clients; medians of %d rounds%n",
        quick ? "QUICK: " : "",
        fleet,
        Runtime.getRuntime().availableProcessors(),
        ServersRun.ROUNDS);
    out.printf(
        "%8s %16s %12s %12s %16s%n",
        "servers", "registrations/s", "lock us", "samples/s", "transitions/s");
    out.flush();
    // What the compiler has not seen yet would be counted as the smallest ensemble's.
    new ServersRun(servers.get(0), fleet, serverHeap).measure();
    List<ServersPoint> points = new ArrayList<>();
    for (int count : servers) {
      ServersPoint point = new ServersRun(count, fleet, serverHeap).measure();
      points.add(point);
      out.printf(
          "%8d %16.0f %12.0f %12.0f %16.0f%n",
          point.servers(),
          point.registrations(),
          point.lockMicros(),
          point.samples(),
          point.transitions());
      out.flush();
    }
    files.write(ServersPoint.HEADER, points, ServersPoint::csv, ScaleCharts::writeServers);
    return 0;
  }

  private void check() {
    for (int count : servers) {
      if (count <= 0 || count % 2 == 0) {
        throw files.refuse("--servers must be odd and positive, was " + count);
      }
    }
    if (devices <= 0) {
      throw files.refuse("--devices must be positive, was " + devices);
    }
    files.check(serverHeap);
  }
}
