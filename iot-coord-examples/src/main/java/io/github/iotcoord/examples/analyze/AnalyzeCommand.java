package io.github.iotcoord.examples.analyze;

import io.github.iotcoord.analysis.AnomalyOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the analysis. */
@Command(
    name = "analyze",
    description = {
      "Publishes a recorded series through a channel on an embedded server, and finds anomalies"
          + " in it as it comes.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "FILE is a CSV file with a header and two columns, the time (2013-12-02 21:15:00, in UTC, or"
          + " milliseconds since 1970) and the value. An alarm is true if it is raised within a"
          + " label."
    })
public final class AnalyzeCommand implements Callable<Integer> {
  private static final int MOST_POINTS = 100_000;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Parameters(paramLabel = "FILE", description = "The series.")
  private Path file;

  @Option(
      names = "--labels",
      paramLabel = "FROM/TO[,...]",
      description = "When something was wrong, to hold the alarms against.")
  private @Nullable String labels;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draw the series, the labels and the alarms.")
  private @Nullable Path svg;

  @Option(
      names = "--points",
      defaultValue = "1000",
      description = "How many samples to draw (default: ${DEFAULT-VALUE}).")
  private int points;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (points < 2 || points > MOST_POINTS) {
      throw refuse("--points must be from 2 to 100000, was " + points);
    }
    List<Label> known;
    SeriesFile series;
    try {
      known = labels == null ? List.of() : Label.parse(labels);
      series = SeriesFile.read(file);
    } catch (IllegalArgumentException e) {
      throw refuse(e.getMessage());
    } catch (IOException e) {
      throw refuse("cannot read " + file + ": " + e);
    }
    Analysis.Findings findings = Analysis.run(series.samples(), AnomalyOptions.defaults(), points);
    if (svg != null) {
      Files.writeString(
          svg,
          SvgPlot.draw(findings.plot(), known, Episode.of(findings.alarms())),
          StandardCharsets.UTF_8);
    }
    new AnalyzeReport(System.out).print(series, findings, known);
    return 0;
  }

  private ParameterException refuse(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }
}
