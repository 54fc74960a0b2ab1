package io.github.iotcoord.bench;

import io.github.iotcoord.bench.compare.CompareCommand;
import io.github.iotcoord.bench.qos.QosCommand;
import io.github.iotcoord.bench.scale.ScaleCommand;
import io.github.iotcoord.bench.scale.ServersCommand;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the comparison, the measurements by size, the replay of traces or the JMH benchmarks. */
@Command(
    name = "iot-coord-bench",
    description = "Measures iot-coord beside Curator's own recipes and the raw ZooKeeper client.",
    synopsisSubcommandLabel = "<program>",
    subcommands = {
      CompareCommand.class,
      ScaleCommand.class,
      ServersCommand.class,
      QosCommand.class
    },
    footer = {
      "  jmh      Run the JMH benchmarks; all that follows is JMH's, such as -l or -h.",
      "",
      "Exit codes: 0 all was measured, 1 something broke, 2 the command line was wrong."
    })
public final class BenchMain implements Runnable {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  /**
   * Runs a program and ends the JVM with its exit code.
   *
   * @param args the program's name and its options
   * @throws Exception as JMH does
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("jmh")) {
      // Not by picocli, which would take some of the options for its own.
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
    } else {
      System.exit(run(args));
    }
  }

  /** Runs a program other than JMH and returns its exit code. */
  static int run(String... args) {
    // The same numbers wherever it runs.
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new BenchMain());
    line.setParameterExceptionHandler((e, arguments) -> refuse(e));
    line.setExecutionExceptionHandler((e, command, result) -> fail(command, e));
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which program? compare, scale, servers, qos or jmh");
  }

  private static int refuse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("error: " + e.getMessage());
    command.usage(command.getErr());
    return CommandLine.ExitCode.USAGE;
  }

  private static int fail(CommandLine command, Exception e) {
    PrintWriter err = command.getErr();
    err.println(e instanceof InterruptedException ? "interrupted" : "failed: " + e);
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
