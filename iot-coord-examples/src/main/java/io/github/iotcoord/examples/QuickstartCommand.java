package io.github.iotcoord.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs {@link Quickstart}. */
@Command(
    name = "quickstart",
    description = "The ten lines of the README, on an embedded ZooKeeper server.",
    mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {

  @Override
  public Integer call() throws InterruptedException {
    Quickstart.main(new String[0]);
    return 0;
  }
}
