package io.github.iotcoord.bench.scale;

import io.github.iotcoord.bench.Host;
import java.io.PrintWriter;
import java.time.Duration;
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
          + " on this machine and share its processors and its disk. The clients are connected to one"
          + " follower, or to the only server. Takes some minutes, with --quick about one; how long is"
          + " said at the beginning.",
      ""
    },
    sortOptions = false)
public final class ServersCommand implements Callable<Integer> {
  private static final int QUICK_DEVICES = 2_000;
  private static final Duration QUICK_TIME = Duration.ofSeconds(1);
  private static final String ROW = "%8s %13s %24s %18s %26s %24s%n";

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

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description =
          "For how long a lock is acquired and released, and samples are published, in each of the"
              + " rounds (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--quick",
      description = "With " + QUICK_DEVICES + " devices, and shorter rounds.")
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
    Duration time = quick ? QUICK_TIME : Duration.ofMillis(Math.round(seconds * 1e3));
    out.println(Host.describe());
    out.printf(
        "%s%d devices; samples for %.1f s a round; at most %s heap in each server; medians of %d rounds"
            + " (lowest-highest); all clients are connected to one follower where there is one%n",
        quick ? "QUICK: " : "", fleet, time.toMillis() / 1e3, serverHeap, ServersRun.ROUNDS);
    out.printf(
        ROW, "servers", "connected to", "registrations/s", "lock us", "samples/s", "transitions/s");
    out.flush();
    Progress progress = new Progress(spec.commandLine().getErr(), System::nanoTime, steps(time));
    // What the compiler has not seen yet would be counted as the smallest ensemble's.
    new ServersRun(servers.get(0), fleet, time, serverHeap).measure();
    progress.stepDone();
    List<ServersPoint> points = new ArrayList<>();
    for (int count : servers) {
      ServersPoint point = new ServersRun(count, fleet, time, serverHeap).measure();
      points.add(point);
      out.printf(
          ROW,
          point.servers(),
          point.role(),
          point.registrations().shown(0),
          point.lockMicros().shown(0),
          point.samples().shown(0),
          point.transitions().shown(0));
      out.flush();
      progress.stepDone();
    }
    files.write(ServersPoint.HEADER, points, ServersPoint::csv, ScaleCharts::writeServers);
    return 0;
  }

  private List<Progress.Step> steps(Duration time) {
    List<Progress.Step> steps = new ArrayList<>();
    double expected = 5 + 18 * (time.toMillis() / 1e3);
    steps.add(new Progress.Step("warming up", expected));
    servers.forEach(
        count ->
            steps.add(
                new Progress.Step(count == 1 ? "1 server" : count + " servers", expected + count)));
    return steps;
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
    if (!(seconds > 0 && seconds <= 3_600)) {
      throw files.refuse("--seconds must be positive and at most 3600, was " + seconds);
    }
    files.check(serverHeap);
  }
}
