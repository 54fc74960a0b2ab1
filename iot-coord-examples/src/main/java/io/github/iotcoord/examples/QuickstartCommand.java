package io.github.iotcoord.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@link Quickstart}. */
@Command(
    name = "quickstart",
    description = "The ten lines of the README, on an embedded ZooKeeper server.")
final class QuickstartCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Override
  public Integer call() throws InterruptedException {
    Quickstart.main(new String[0]);
    return 0;
  }
}
