package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.heartbeat.DeviceStatus;
import java.util.ArrayList;
import java.util.List;

/** Draws the running fleet. */
final class FleetFrame {
  private static final int MOST_ROWS = 16;

  private final FleetPlan plan;
  private final HealthLog health;
  private final DeathLog deaths;
  private final DeliveryLog delivery;
  private final LockContest contest;
  private final long lengthMs;

  FleetFrame(
      FleetPlan plan,
      HealthLog health,
      DeathLog deaths,
      DeliveryLog delivery,
      LockContest contest,
      long lengthMs) {
    this.plan = plan;
    this.health = health;
    this.deaths = deaths;
    this.delivery = delivery;
    this.contest = contest;
    this.lengthMs = lengthMs;
  }

  Display.Frame at(long millis) {
    return new Display.Frame((double) millis / lengthMs, summary(millis), table());
  }

  private String summary(long millis) {
    return "%6.1f s  up %,d  suspect %d  down %d  unreachable %,d  deaths %d/%d  samples %,d"
        .formatted(
            millis / 1_000.0,
            health.count(DeviceStatus.UP),
            health.count(DeviceStatus.SUSPECT),
            health.count(DeviceStatus.DOWN),
            health.count(DeviceStatus.UNREACHABLE),
            deaths.detected(),
            deaths.deaths(),
            delivery.received());
  }

  private List<String> table() {
    List<String> rows = new ArrayList<>();
    rows.add("  gateway          up  suspect     down  unreachable");
    for (int gateway = 0; gateway < Math.min(plan.gateways(), MOST_ROWS); gateway++) {
      rows.add(
          "  %-11s %7d  %7d  %7d  %11d"
              .formatted(
                  plan.gatewayName(gateway),
                  health.count(gateway, DeviceStatus.UP),
                  health.count(gateway, DeviceStatus.SUSPECT),
                  health.count(gateway, DeviceStatus.DOWN),
                  health.count(gateway, DeviceStatus.UNREACHABLE)));
    }
    if (plan.gateways() > MOST_ROWS) {
      rows.add("  and " + (plan.gateways() - MOST_ROWS) + " more");
    }
    rows.add(
        "  samples: %,d acknowledged, %,d delivered"
            .formatted(delivery.acknowledged(), delivery.received()));
    List<LockContest.Holding> holdings = contest.holdings();
    if (!holdings.isEmpty()) {
      LockContest.Holding last = holdings.get(holdings.size() - 1);
      rows.add(
          "  lock %s: %d holders, the last is %s, token %d"
              .formatted(LockContest.LOCK, holdings.size(), last.worker(), last.token()));
    }
    return rows;
  }
}
