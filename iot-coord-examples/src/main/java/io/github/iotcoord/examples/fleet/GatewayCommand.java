package io.github.iotcoord.examples.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One gateway of the simulated fleet in a JVM of its own, so that it can die. It takes orders on
 * standard input and ends with it.
 */
@Command(name = "gateway", hidden = true)
public final class GatewayCommand implements Callable<Integer> {
  @Option(names = "--connect", required = true)
  private String connect = "";

  @Option(names = "--root", required = true)
  private String root = "";

  @Option(names = "--session-ms", required = true)
  private long sessionMs;

  @Option(names = "--tick-ms", required = true)
  private long tickMs;

  @Option(names = "--gateway", required = true)
  private int gateway;

  @Option(names = "--devices", required = true)
  private int devices;

  @Option(names = "--gateways", required = true)
  private int gateways;

  @Option(names = "--seed", required = true)
  private long seed;

  @Option(names = "--scale", required = true)
  private double scale;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FleetPlan plan = new FleetPlan(devices, gateways, seed, scale);
    AckReporter acks = new AckReporter(System.out);
    Duration tick = tickMs < 0 ? null : Duration.ofMillis(tickMs);
    // The parent owns the server; what is joined here ends with this process.
    Ensemble ensemble = new Ensemble(connect, root, Duration.ofMillis(sessionMs), null, tick);
    SimGateway sim = new SimGateway(ensemble.join(plan.gatewayName(gateway)), plan, gateway, acks);
    ScheduledExecutorService reporting = Executors.newSingleThreadScheduledExecutor();
    reporting.scheduleWithFixedDelay(acks::flush, 50, 50, TimeUnit.MILLISECONDS);
    System.out.println("READY");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      switch (order) {
        case "REGISTER" -> System.out.println("REGISTERED\t" + sim.register());
        case "START" -> sim.start();
        default -> throw new IllegalArgumentException("no such order: " + order);
      }
    }
    // The parent has gone: so do we, as a process that dies.
    Runtime.getRuntime().halt(0);
    return 0;
  }
}
