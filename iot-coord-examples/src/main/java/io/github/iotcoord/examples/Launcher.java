package io.github.iotcoord.examples;

import io.github.iotcoord.examples.analyze.AnalyzeCommand;
import io.github.iotcoord.examples.fleet.FleetCommand;
import io.github.iotcoord.examples.fleet.GatewayCommand;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts one of the programs of this module. */
@Command(
    name = "iot-coord-examples",
    description = "Programs that show iot-coord at work.",
    synopsisSubcommandLabel = "<program>",
    subcommands = {
      QuickstartCommand.class,
      FleetCommand.class,
      GatewayCommand.class,
      AnalyzeCommand.class
    },
    footer = {
      "",
      "Each program tells its options with --help.",
      "Exit codes: 0 all is well, 1 something broke, 2 the command line was wrong."
    })
public final class Launcher implements Runnable {
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
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a program and returns its exit code. */
  static int run(String... args) {
    // The same numbers, and the same names of devices, wherever it runs.
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new Launcher());
    line.setParameterExceptionHandler((e, arguments) -> refuse(e));
    line.setExecutionExceptionHandler((e, command, result) -> fail(command, e));
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which program? quickstart, fleet or analyze");
  }

  private static int refuse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String message = String.valueOf(e.getMessage()).replace('\n', ' ');
    command
        .getErr()
        .println("error: " + message + " (see " + command.getCommandName() + " --help)");
    command.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int fail(CommandLine command, Exception e) {
    PrintWriter err = command.getErr();
    err.println(e instanceof InterruptedException ? "interrupted" : "failed: " + e);
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      err.println("  because of: " + cause);
    }
    if (System.getProperty("log") != null) {
      e.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
