package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.ServerProcess;
import io.github.iotcoord.bench.compare.channel.ChannelComparison;
import io.github.iotcoord.bench.compare.heartbeat.HeartbeatComparison;
import io.github.iotcoord.bench.compare.lock.LockComparison;
import io.github.iotcoord.bench.compare.registry.RegistryComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the comparisons. */
@Command(
    name = "compare",
    header = "Measure our recipes and others' side by side.",
    description = {
      "The server has a JVM of its own and ZooKeeper's default durability, and the sides take turns."
          + " Prints the median, the lowest and the highest of each side's rounds.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 all was measured, 1 something could not be, 2 the command line was wrong."
    })
public final class CompareCommand implements Callable<Integer> {
  /** All comparisons; one more is one more class here. */
  private static final List<Comparison> COMPARISONS =
      List.of(
          new LockComparison(),
          new RegistryComparison(),
          new HeartbeatComparison(),
          new ChannelComparison());

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(
      paramLabel = "WHAT",
      description = "What to compare: lock, registry, heartbeat or channel.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String what;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "For how many seconds each side of each benchmark is measured, in "
              + Match.ROUNDS
              + " rounds together (default: ${DEFAULT-VALUE}, with which compare lock takes about"
              + " four minutes, compare registry ten, compare heartbeat ten and compare channel"
              + " three). Work that takes longer is done in "
              + Match.MIN_ROUNDS
              + " rounds all the same. Warming up comes on top, as long again.")
  private int seconds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Run these benchmarks only, such as lock.uncontended.")
  private @Nullable List<String> only;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the results there too: " + CsvReport.HEADER)
  private @Nullable Path csv;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Override
  public Integer call() throws Exception {
    List<Contest> contests = chosen();
    check();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<Result> results = new ArrayList<>();
    boolean complete = true;
    String machine;
    try (ServerProcess server = ServerProcess.start()) {
      try (Bed bed = new Bed(server.connectString())) {
        machine = Machine.describe(bed);
      }
      for (Contest contest : contests) {
        Match match = new Match(contest, err);
        try (Bed bed = new Bed(server.connectString())) {
          results.addAll(match.play(bed, Duration.ofSeconds(seconds)));
        }
        complete &= match.isComplete();
      }
    }
    if (csv != null) {
      Files.write(csv, CsvReport.lines(results));
    }
    out.println(machine);
    TableReport.print(out, results);
    TableReport.printLegend(out, contests);
    out.flush();
    return complete ? 0 : 1;
  }

  private List<Contest> chosen() {
    Comparison comparison =
        COMPARISONS.stream()
            .filter(known -> known.name().equals(what))
            .findFirst()
            .orElseThrow(() -> refuse("there is no comparison '" + what + "', but " + names()));
    List<Contest> contests = comparison.contests();
    if (only == null) {
      return contests;
    }
    for (String name : only) {
      if (contests.stream().noneMatch(contest -> contest.name().equals(name))) {
        throw refuse(
            "--only: there is no benchmark '"
                + name
                + "' in compare "
                + what
                + ", but "
                + contests.stream().map(Contest::name).toList());
      }
    }
    return contests.stream().filter(contest -> only.contains(contest.name())).toList();
  }

  private void check() throws IOException {
    if (seconds <= 0) {
      throw refuse("--seconds must be positive, was " + seconds);
    }
    if (csv != null) {
      Path folder = csv.toAbsolutePath().getParent();
      boolean possible =
          Files.exists(csv)
              ? Files.isRegularFile(csv) && Files.isWritable(csv)
              : folder != null && Files.isWritable(folder);
      if (!possible) {
        throw refuse("--csv: cannot write " + csv);
      }
    }
  }

  private static List<String> names() {
    return COMPARISONS.stream().map(Comparison::name).toList();
  }

  private ParameterException refuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
