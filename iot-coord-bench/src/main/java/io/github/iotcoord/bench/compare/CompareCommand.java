package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.Outputs;
import io.github.iotcoord.bench.compare.channel.ChannelComparison;
import io.github.iotcoord.bench.compare.heartbeat.HeartbeatComparison;
import io.github.iotcoord.bench.compare.lock.LockComparison;
import io.github.iotcoord.bench.compare.peers.Peers;
import io.github.iotcoord.bench.compare.registry.RegistryComparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
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

  private static final String ALL = "all";
  private static final int MOST_SECONDS = 600;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(
      paramLabel = "WHAT",
      description = "What to compare: lock, registry, heartbeat or channel; or all.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String what;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "For how many seconds each side of each benchmark is measured, in "
              + Effort.ROUNDS
              + " rounds together (default: ${DEFAULT-VALUE}). Work that takes longer is done in "
              + Effort.MIN_ROUNDS
              + " rounds all the same. Warming up comes on top, as long again. How long all of it"
              + " will take is said at the beginning.")
  private int seconds;

  @Option(
      names = "--quick",
      description =
          "Orders of magnitude only: smaller fleets, and fewer and shorter rounds; all comparisons"
              + " take less than three minutes together. --seconds is not looked at.")
  private boolean quick;

  @Option(
      names = "--peers",
      description =
          "Also etcd and Redis where they have something of the kind: a lock, registration, keeping"
              + " alive, publishing. Their servers are started from the programs that are installed"
              + " here, and skipped where there are none.")
  private boolean peers;

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
      names = "--plots",
      paramLabel = "DIR",
      description =
          "Draw the ratios there, a PNG for each comparison, beside each side's figures with their"
              + " spread (spread.csv) and what was busy meanwhile (limits.csv).")
  private @Nullable Path plots;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "With what all that is drawn is drawn (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Override
  public Integer call() throws Exception {
    Selection selection = chosen();
    check();
    Effort effort = quick ? Effort.quick() : Effort.full(Duration.ofSeconds(seconds));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<Contest> contests = selection.all();
    err.printf(
        "%d benchmarks, about %s%n",
        contests.size(), ProgressBar.shown(ProgressBar.estimate(contests, effort)));
    err.flush();
    Progress progress =
        new ProgressBar(err, ProgressBar.onTerminal(), System::nanoTime, contests, effort);
    Output output = new Output(out, selection, effort, seed, csv, plots);
    boolean complete = new Tournament(contests, effort, seed, progress, output).play();
    output.end();
    return complete ? 0 : 1;
  }

  private Selection chosen() {
    List<Comparison> comparisons =
        COMPARISONS.stream()
            .filter(known -> what.equals(ALL) || what.equals(known.name()))
            .toList();
    if (comparisons.isEmpty()) {
      throw refuse("there is no comparison '" + what + "', but " + names() + ", and " + ALL);
    }
    Selection selection = Selection.of(comparisons, quick, peers());
    if (only == null) {
      return selection;
    }
    List<String> known = selection.all().stream().map(Contest::name).toList();
    for (String name : only) {
      if (!known.contains(name)) {
        throw refuse(
            "--only: there is no benchmark '" + name + "' in compare " + what + ", but " + known);
      }
    }
    return selection.only(only);
  }

  private Peers peers() {
    return peers
        ? Peers.installed(
            System.getenv().getOrDefault("PATH", ""), spec.commandLine().getErr()::println)
        : Peers.none();
  }

  private void check() {
    if (seconds <= 0 || seconds > MOST_SECONDS) {
      throw refuse("--seconds must be from 1 to " + MOST_SECONDS + ", was " + seconds);
    }
    Outputs.checkFile(spec.commandLine(), "--csv", csv);
    Outputs.makeFolder(spec.commandLine(), "--plots", plots);
  }

  private static List<String> names() {
    return COMPARISONS.stream().map(Comparison::name).toList();
  }

  private ParameterException refuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
