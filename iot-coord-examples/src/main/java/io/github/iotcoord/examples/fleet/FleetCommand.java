package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.examples.replay.BadTraceException;
import io.github.iotcoord.examples.replay.Replay;
import io.github.iotcoord.examples.replay.Trace;
import io.github.iotcoord.examples.replay.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the fleet. */
@Command(
    name = "fleet",
    description = {
      "A fleet of simulated devices that register, beat, publish, fail and recover; or, with"
          + " --replay, a recorded one. It checks itself.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "A trace is a CSV file with the header arrival_ms,device,seq and then a column for each"
          + " metric, whose unit may follow the last underscore of its name: temperature_celsius."
          + " Each row is a beat, with its sequence number if it has one, and a sample of each"
          + " metric that is not empty. Rows that cannot be read are reported, and the rest goes"
          + " on.",
      "",
      "Exit codes: 0 all that was promised was kept, 1 something broke, 2 the command line was"
          + " wrong."
    })
public final class FleetCommand implements Callable<Integer> {
  private static final int DEFAULT_SECONDS = 60;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT[,...]",
      description = "Use this ZooKeeper ensemble (default: one embedded server).")
  private @Nullable String connect;

  @Option(names = "--devices", description = "How many devices (default: 10000).")
  private @Nullable Integer devices;

  @Option(names = "--gateways", description = "How many gateways hear them (default: 10).")
  private @Nullable Integer gateways;

  @Option(
      names = "--seconds",
      description =
          "How long the fleet lives, or how long a replay takes without --speed (default: 60).")
  private @Nullable Integer seconds;

  @Option(names = "--seed", description = "What all chance is drawn from (default: 1).")
  private @Nullable Long seed;

  @Option(names = "--replay", paramLabel = "FILE", description = "Play this trace instead.")
  private @Nullable Path replay;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "How many times faster than it happened (default: so that it takes a minute).")
  private @Nullable Double speed;

  @Option(
      names = "--period",
      paramLabel = "SECONDS",
      description =
          "The period of the trace's devices (default: the median gap of each device's beats).")
  private @Nullable Double period;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON.")
  private @Nullable Path json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Override
  public Integer call() throws InterruptedException, IOException {
    Path trace = replay;
    check();
    Report report = trace == null ? simulate() : play(read(trace));
    if (json != null) {
      report.write(json);
    }
    report.print(System.out);
    return report.exitCode();
  }

  private void check() {
    positive("--devices", devices);
    positive("--gateways", gateways);
    positive("--seconds", seconds);
    positive("--speed", speed);
    positive("--period", period);
    Map<String, Boolean> forSimulation =
        Map.of(
            "--devices", devices != null, "--gateways", gateways != null, "--seed", seed != null);
    Map<String, Boolean> forReplay = Map.of("--speed", speed != null, "--period", period != null);
    (replay == null ? forReplay : forSimulation)
        .forEach(
            (option, given) ->
                require(
                    !given,
                    option
                        + (replay == null
                            ? " is for a --replay only"
                            : " is not for a --replay: the trace says it")));
    require(speed == null || seconds == null, "--speed and --seconds exclude each other");
    require(
        or(devices, 10_000) >= or(gateways, Math.min(10, or(devices, 10_000))),
        "--gateways must not be more than --devices");
    if (connect != null) {
      require(
          Ensemble.isConnectString(connect),
          "--connect must be HOST:PORT[,HOST:PORT...], was '" + connect + "'");
    }
    if (json != null) {
      Path folder = json.toAbsolutePath().getParent();
      require(
          !Files.isDirectory(json)
              && (Files.exists(json)
                  ? Files.isWritable(json)
                  : folder != null && Files.isWritable(folder)),
          "--json: cannot write " + json);
    }
  }

  private void positive(String option, @Nullable Number value) {
    require(
        value == null || (value.doubleValue() > 0 && Double.isFinite(value.doubleValue())),
        option + " must be positive, was " + value);
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private Report simulate() throws InterruptedException {
    int length = or(seconds, DEFAULT_SECONDS);
    int howMany = or(devices, 10_000);
    int by = or(gateways, Math.min(10, howMany));
    FleetPlan plan = FleetPlan.of(howMany, by, seed == null ? 1 : seed, length);
    boolean brief = length < 30;
    return within(
        open(Duration.ofSeconds(brief ? 2 : 4), Duration.ofMillis(brief ? 200 : 500)),
        ensemble ->
            new Simulation(
                    ensemble, plan, TimeUnit.SECONDS.toMillis(length), Display.onStandardOutput())
                .run());
  }

  private Trace read(Path file) throws IOException {
    require(Files.exists(file), "--replay: there is no file " + file);
    require(Files.isRegularFile(file) && Files.isReadable(file), "--replay: cannot read " + file);
    try {
      return TraceReader.read(file);
    } catch (BadTraceException e) {
      throw new ParameterException(spec.commandLine(), "--replay: " + e.getMessage(), e);
    }
  }

  private Report play(Trace trace) throws InterruptedException {
    double pace =
        speed != null
            ? speed
            : Math.max(1, trace.spanMillis() / 1_000.0 / or(seconds, DEFAULT_SECONDS));
    return within(
        open(Duration.ofSeconds(5), Duration.ofMillis(500)),
        ensemble -> new Replay(ensemble, trace, pace, period, Display.onStandardOutput()).run());
  }

  private Ensemble open(Duration session, Duration tick) throws InterruptedException {
    if (connect == null) {
      return Ensemble.embedded(session, tick);
    }
    try {
      return Ensemble.running(connect, session);
    } catch (CoordinationUnavailableException e) {
      throw new ParameterException(spec.commandLine(), "--connect: " + e.getMessage(), e);
    }
  }

  /** A program that runs on an ensemble. */
  private interface Program {
    Report run(Ensemble ensemble) throws InterruptedException;
  }

  /** Runs a program, and has everything closed even if the user ends it. */
  private static Report within(Ensemble ensemble, Program program) throws InterruptedException {
    Thread runner = Thread.currentThread();
    CountDownLatch over = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              runner.interrupt();
              try {
                over.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try (ensemble) {
      return program.run(ensemble);
    } finally {
      over.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is shutting down, which is what the hook is for.
      }
    }
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
