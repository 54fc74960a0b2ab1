package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.CoordinationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway in a JVM of its own, seen from the one that started it. */
final class GatewayProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final PrintStream orders;
  private final Thread reader;
  private final DeliveryLog delivery;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> registered = new CompletableFuture<>();

  GatewayProcess(Ensemble ensemble, FleetPlan plan, int gateway, DeliveryLog delivery) {
    this.delivery = delivery;
    Duration tick = ensemble.tick();
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.github.iotcoord.examples.Launcher",
                  "gateway",
                  "--connect=" + ensemble.connectString(),
                  "--root=" + ensemble.root(),
                  "--session-ms=" + ensemble.session().toMillis(),
                  "--tick-ms=" + (tick == null ? -1 : tick.toMillis()),
                  "--gateway=" + gateway,
                  "--devices=" + plan.devices(),
                  "--gateways=" + plan.gateways(),
                  "--seed=" + plan.seed(),
                  "--scale=" + plan.scale())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("The gateway's process did not start", e);
    }
    orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    reader = new Thread(this::read, "output-of-gateway-process");
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits until the process has connected. */
  void awaitReady() throws InterruptedException {
    await(ready, "connect");
  }

  int register() throws InterruptedException {
    orders.println("REGISTER");
    return await(registered, "register its devices");
  }

  void start() {
    orders.println("START");
  }

  /** Kills the process, and waits until what it said before has been read. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    CoordinationException end = new CoordinationException("The gateway's process has ended");
    ready.completeExceptionally(end);
    registered.completeExceptionally(end);
  }

  private void take(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    switch (fields.get(0)) {
      case "READY" -> ready.complete(null);
      case "REGISTERED" -> registered.complete(Integer.parseInt(fields.get(1)));
      case "ACK" -> {
        // The last line of a process that was killed may be cut off.
        if (fields.size() == 5 && !fields.get(4).isEmpty()) {
          AckReporter.read(line, delivery);
        }
      }
      default -> System.err.println("gateway process: " + line);
    }
  }

  private static <T> T await(CompletableFuture<T> future, String what) throws InterruptedException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new CoordinationException("The gateway's process did not " + what, e);
    }
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
