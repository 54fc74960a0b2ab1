package io.github.iotcoord.bench.qos;

import io.github.iotcoord.bench.Outputs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the failure detectors' quality of service. */
@Command(
    name = "qos",
    header = "Replay traces of beats through every failure detector.",
    description = {
      "In virtual time, each detector with a sweep of its parameter, and Apache Pekko's beside them."
          + " Detection time is that of a crash right after a beat, after each one. A mistake is a"
          + " silence that was condemned and then ended with a beat.",
      ""
    },
    sortOptions = false)
public final class QosCommand implements Callable<Integer> {
  private static final int DEVICES = 5;
  private static final int BEATS = 4_000;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "A CSV file with the columns arrival_ms, device and seq, which may be empty; any number"
              + " of times.")
  private List<Path> traces = new ArrayList<>();

  @Option(
      names = "--no-simulated",
      description = "Leave out the simulated traces, which follow those of files.")
  private boolean noSimulated;

  @Option(
      names = "--period",
      paramLabel = "SECONDS",
      description =
          "The period that each device of the files declared (default: the median of its gaps,"
              + " divided by the differences of the numbers).")
  private @Nullable Double period;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "With what the simulation begins (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the results there too: " + Score.HEADER)
  private @Nullable Path csv;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Draw mistakes against detection time there: a PNG image with a chart for each trace.")
  private @Nullable Path plot;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Override
  public Integer call() throws IOException {
    check();
    List<Trace> all = readTraces();
    if (!noSimulated) {
      for (Scenario scenario : Scenario.all()) {
        all.add(Simulation.of(scenario, DEVICES, BEATS, seed));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report(out);
    List<Contender> contenders = Contenders.all();
    Map<String, List<Score>> results = new LinkedHashMap<>();
    List<Verdict> verdicts = new ArrayList<>();
    for (Trace trace : all) {
      List<Score> scores =
          contenders.parallelStream()
              .map(contender -> new Score(trace.name(), contender, Replay.of(trace, contender)))
              .toList();
      report.print(trace, scores);
      results.put(trace.name(), scores);
      verdicts.add(Verdict.of(trace.name(), scores));
    }
    report.print(verdicts);
    out.flush();
    write(results);
    return 0;
  }

  private void write(Map<String, List<Score>> results) throws IOException {
    if (csv != null) {
      List<String> lines = new ArrayList<>(List.of(Score.HEADER));
      results.values().forEach(scores -> scores.forEach(score -> lines.add(score.csv())));
      Files.write(csv, lines);
    }
    if (plot != null) {
      QosChart.write(plot, results);
    }
  }

  private List<Trace> readTraces() throws IOException {
    Map<String, Trace> read = new LinkedHashMap<>();
    for (Path file : traces) {
      Trace trace;
      try {
        trace = TraceReader.read(file, period == null ? null : Math.round(period * 1e9));
      } catch (IllegalArgumentException e) {
        throw refuse("--trace: " + e.getMessage());
      }
      String name = trace.name();
      for (int i = 2; read.containsKey(name); i++) {
        name = trace.name() + "-" + i;
      }
      read.put(name, new Trace(name, trace.devices()));
    }
    return new ArrayList<>(read.values());
  }

  private void check() {
    if (noSimulated && traces.isEmpty()) {
      throw refuse("--no-simulated leaves nothing without --trace");
    }
    if (period != null && !(period >= 1e-3 && period <= 1e9)) {
      throw refuse("--period must be between 0.001 and 1e9 seconds, was " + period);
    }
    for (Path file : traces) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw refuse("--trace: cannot read " + file);
      }
    }
    Outputs.checkFile(spec.commandLine(), "--csv", csv);
    Outputs.checkFile(spec.commandLine(), "--plot", plot);
  }

  private ParameterException refuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
