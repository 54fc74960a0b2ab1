package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.analysis.WindowAggregate;
import io.github.iotcoord.examples.fleet.FaultScript.GatewayFault;
import io.github.iotcoord.examples.fleet.LockContest.Holding;
import io.github.iotcoord.heartbeat.DeviceStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds what was seen against the script. */
final class SimulationReport {
  private static final int MOST_NAMED = 5;
  private static final int TOKENS_SHOWN = 4;

  private final FleetPlan plan;
  private final FaultScript script;
  private final Report report = new Report();

  SimulationReport(FleetPlan plan, FaultScript script, long lengthMs) {
    this.plan = plan;
    this.script = script;
    report.put("program", "fleet");
    report.put("devices", plan.devices());
    report.put("gateways", plan.gateways());
    report.put("seconds", lengthMs / 1_000);
    report.put("seed", plan.seed());
    report.line(
        "fleet",
        "%,d devices, %d gateways, %d s, seed %d"
            .formatted(plan.devices(), plan.gateways(), lengthMs / 1_000, plan.seed()));
  }

  void registry(int size, double perSecond) {
    report.put("registrations_per_second", Math.round(perSecond));
    report.put("devices_in_registry", size);
    report.line("registrations", "%,d devices/s".formatted(Math.round(perSecond)));
    report.require(
        size == plan.devices(), "the registry has " + size + " of " + plan.devices() + " devices");
  }

  void health(DeathLog deaths, HealthLog health, FaultPlayer faults) {
    List<Long> times = deaths.detectionMillis();
    List<String> wronged = deaths.falseDowns();
    int scripted = script.deaths().size();
    report.put("deaths_scripted", scripted);
    report.put("deaths_detected", deaths.detected());
    report.detection(times);
    report.put("false_downs", wronged.size());
    report.line(
        "deaths",
        scripted == 0
            ? "none scripted"
            : "%d of %d detected, median %s ms, p99 %s ms after the last beat"
                .formatted(
                    deaths.detected(),
                    scripted,
                    text(Report.percentile(times, 50)),
                    text(Report.percentile(times, 99))));
    report.line("false alarms", wronged.size() + " live devices called DOWN");
    report.require(
        deaths.detected() == scripted,
        deaths.detected() + " of " + scripted + " scripted deaths were detected");
    report.require(
        wronged.isEmpty(),
        "live devices were called DOWN: "
            + String.join(", ", wronged.subList(0, Math.min(MOST_NAMED, wronged.size()))));
    gateways(health, faults);
    int unheard = script.kill() == null ? 0 : plan.devicesOf(script.kill().gateway()).size();
    int expected = plan.devices() - unheard - script.deadInTheEnd();
    int up = health.count(DeviceStatus.UP) + health.count(DeviceStatus.SUSPECT);
    report.put("devices_up", up);
    report.line("up in the end", "%,d of %,d that live and can be heard".formatted(up, expected));
    report.require(up == expected, up + " devices are up in the end, and not " + expected);
    faults.troubles().forEach(trouble -> report.require(false, trouble));
  }

  private void gateways(HealthLog health, FaultPlayer faults) {
    Long killed = gateway(script.kill(), "process killed", health, faults);
    Long frozen = gateway(script.freeze(), "network frozen", health, faults);
    int scripted = (killed == null ? 0 : 1) + (frozen == null ? 0 : 1);
    int lost = 0;
    for (int gateway = 0; gateway < plan.gateways(); gateway++) {
      lost += health.lostAt(gateway).isPresent() ? 1 : 0;
    }
    report.put("gateways_lost", scripted);
    report.put("gateways_lost_otherwise", lost - scripted);
    report.put("gateway_killed_ms", killed);
    report.put("gateway_frozen_ms", frozen);
    if (lost > scripted) {
      report.line("", (lost - scripted) + " more for a while: their sessions ended in the outage");
    }
    report.put("server_restarts", script.restart() == null ? 0 : 1);
    report.line("server", script.restart() == null ? "not restarted" : "restarted once");
    report.put("left_out", script.leftOut());
    script.leftOut().forEach(fault -> report.line("left out", fault));
  }

  private @Nullable Long gateway(
      @Nullable GatewayFault fault, String what, HealthLog health, FaultPlayer faults) {
    if (fault == null) {
      return null;
    }
    String name = plan.gatewayName(fault.gateway());
    OptionalLong lostAt = health.lostAt(fault.gateway());
    OptionalLong brokenAt = faults.brokenAt(fault.gateway());
    boolean seen =
        lostAt.isPresent()
            && brokenAt.isPresent()
            && lostAt.getAsLong() - brokenAt.getAsLong() >= 0;
    report.require(seen, name + " (" + what + ") was not seen lost with all its devices");
    if (!seen) {
      return null;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(lostAt.getAsLong() - brokenAt.getAsLong());
    report.line(
        "gateway lost",
        "%s, %s: its devices UNREACHABLE after %,d ms".formatted(name, what, millis));
    return millis;
  }

  void channel(DeliveryLog.Balance balance, List<WindowAggregate> windows) {
    report.samples(balance);
    Map<String, Object> aggregates = new LinkedHashMap<>();
    Map<String, TypeTotals> totals = TypeTotals.byMetric(windows);
    for (DeviceType type : DeviceType.values()) {
      TypeTotals total = totals.get(type.metric());
      if (total != null) {
        report.line(type.label(), type.metric() + " in " + type.unit() + ": " + total);
        aggregates.put(type.label(), total.values());
      }
    }
    report.put("aggregates", aggregates);
  }

  void lock(LockContest contest) {
    List<Holding> holdings = contest.holdings();
    int handovers = LockContest.handovers(holdings);
    report.put("lock_acquisitions", holdings.size());
    report.put("lock_handovers", handovers);
    report.put("lock_tokens", holdings.stream().map(Holding::token).toList());
    report.line(
        "lock",
        "%d acquisitions, %d handovers, tokens %s"
            .formatted(holdings.size(), handovers, tokens(holdings)));
    report.require(!holdings.isEmpty(), "nobody ever held the lock");
    report.require(LockContest.tokensRise(holdings), "a fencing token did not rise");
    contest.troubles().forEach(trouble -> report.require(false, trouble));
  }

  Report finish() {
    // What a trace can have and a simulation has not.
    report.put("rows_rejected", 0);
    return report;
  }

  private static String tokens(List<Holding> holdings) {
    StringBuilder tokens = new StringBuilder();
    int n = holdings.size();
    for (int i = 0; i < n; i++) {
      if (i < TOKENS_SHOWN || i >= n - TOKENS_SHOWN) {
        tokens.append(i == 0 ? "" : " ").append(holdings.get(i).token());
      } else if (i == TOKENS_SHOWN) {
        tokens.append(" ...");
      }
    }
    return tokens.toString();
  }

  private static String text(@Nullable Long millis) {
    return millis == null ? "-" : "%,d".formatted(millis);
  }
}
