package io.github.iotcoord.examples.fleet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong and when: the truth that the report is checked against. Drawn from the plan's
 * seed; times are milliseconds since the fleet began to beat. Immutable.
 *
 * @param deaths devices that die, in the order of their deaths; a device may die more than once
 * @param kill the gateway whose process dies, or null
 * @param freeze the gateway whose network freezes, or null
 * @param restart the restart of the server, or null
 * @param leftOut which faults this run has not, and why
 */
record FaultScript(
    List<Death> deaths,
    @Nullable GatewayFault kill,
    @Nullable GatewayFault freeze,
    @Nullable Outage restart,
    List<String> leftOut) {

  /** A device that dies; {@code returnsAt} is {@link Long#MAX_VALUE} if it stays dead. */
  record Death(int device, long diesAt, long returnsAt) {}

  /** What happens to a gateway; {@code until} is {@link Long#MAX_VALUE} for a death. */
  record GatewayFault(int gateway, long from, long until) {}

  /** When the server is away. */
  record Outage(long from, long until) {}

  /**
   * What the script has to allow for.
   *
   * @param sessionMs the session timeout
   * @param detectionMs the time within which a dead device is DOWN for everybody
   * @param settleMs how long after an outage everything is judged as before
   */
  record Timing(long sessionMs, long detectionMs, long settleMs) {
    long freezeMs() {
      return sessionMs * 3 / 2 + 1_500;
    }

    long gatewayLossMs() {
      return sessionMs * 3 / 2 + 1_000;
    }
  }

  /** How many devices are dead when the run is over. */
  int deadInTheEnd() {
    return (int) deaths.stream().filter(death -> death.returnsAt() == Long.MAX_VALUE).count();
  }

  /** Writes a script for a run of a length; what does not fit is left out. */
  static FaultScript write(FleetPlan plan, Timing timing, long lengthMs, boolean mayRestart) {
    return new Writer(plan, timing, lengthMs).write(mayRestart);
  }

  private static final class Writer {
    private static final long OUTAGE_MS = 2_000;

    private final FleetPlan plan;
    private final Timing timing;
    private final long length;
    private final Random random;
    private final List<Death> deaths = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final long spread;

    Writer(FleetPlan plan, Timing timing, long length) {
      this.plan = plan;
      this.timing = timing;
      this.length = length;
      this.random = new Random(plan.seed());
      this.spread = Math.max(500, length / 15);
    }

    FaultScript write(boolean mayRestart) {
      List<Integer> gateways = new ArrayList<>();
      for (int gateway = 0; gateway < plan.gateways(); gateway++) {
        gateways.add(gateway);
      }
      Collections.shuffle(gateways, random);
      long begin = Math.max(1_000, 2 * plan.longestPeriod().toMillis());
      GatewayFault kill = kill(gateways, begin + spread / 2);
      GatewayFault freeze = freeze(gateways, begin + spread);
      List<Integer> mortal = devicesOf(gateways);

      long next = wave("devices that die", mortal, begin);
      if (freeze != null) {
        next = Math.max(next, freeze.until() + timing.settleMs());
      }
      Outage restart = null;
      if (mayRestart) {
        // Between the two, a second wave of deaths where there is time for it.
        long lastWave = OUTAGE_MS + timing.settleMs() + spread + timing.detectionMs();
        long second = begin + spread + timing.detectionMs() / 2;
        long afterSecond = Math.max(next, second + spread + timing.detectionMs());
        if (!deaths.isEmpty() && afterSecond + lastWave <= length) {
          next = Math.max(next, wave("a second wave", mortal, second));
        }
        restart = restart(next);
        next = restart == null ? next : restart.until() + timing.settleMs();
      } else {
        leftOut.add("the restart of the server: the ensemble is not ours to restart");
      }
      if (!deaths.isEmpty()) {
        wave("a last wave of devices that die", mortal, next);
      }
      deaths.sort((a, b) -> Long.compare(a.diesAt(), b.diesAt()));
      return new FaultScript(List.copyOf(deaths), kill, freeze, restart, List.copyOf(leftOut));
    }

    private @Nullable GatewayFault kill(List<Integer> gateways, long at) {
      String what = "the gateway whose process dies";
      if (plan.gateways() < 2) {
        leftOut.add(what + ": it takes 2 gateways");
        return null;
      }
      return fits(what, at + timing.gatewayLossMs())
          ? new GatewayFault(gateways.remove(0), at, Long.MAX_VALUE)
          : null;
    }

    private @Nullable GatewayFault freeze(List<Integer> gateways, long at) {
      String what = "the gateway whose network freezes";
      if (plan.gateways() < 3) {
        leftOut.add(what + ": it takes 3 gateways");
        return null;
      }
      long until = at + timing.freezeMs();
      return fits(what, until + timing.settleMs())
          ? new GatewayFault(gateways.remove(0), at, until)
          : null;
    }

    private @Nullable Outage restart(long at) {
      return fits("the restart of the server", at + OUTAGE_MS + timing.settleMs())
          ? new Outage(at, at + OUTAGE_MS)
          : null;
    }

    /** One device in a hundred dies; returns the time by which every death has been seen. */
    private long wave(String what, List<Integer> mortal, long from) {
      long seen = from + spread + timing.detectionMs();
      if (!fits(what, seen)) {
        return from;
      }
      List<Integer> chosen = new ArrayList<>(mortal);
      deaths.stream()
          .filter(death -> death.returnsAt() + plan.longestPeriod().toMillis() > from)
          .forEach(death -> chosen.remove((Integer) death.device()));
      Collections.shuffle(chosen, random);
      for (int device : chosen.subList(0, Math.min(chosen.size(), 1 + mortal.size() / 100))) {
        long diesAt = from + random.nextLong(spread);
        long returnsAt = diesAt + timing.detectionMs() + 200 + random.nextLong(spread);
        deaths.add(new Death(device, diesAt, returnsAt < length ? returnsAt : Long.MAX_VALUE));
      }
      return seen;
    }

    private List<Integer> devicesOf(List<Integer> gateways) {
      List<Integer> devices = new ArrayList<>();
      gateways.forEach(gateway -> devices.addAll(plan.devicesOf(gateway)));
      return devices;
    }

    private boolean fits(String what, long end) {
      if (end > length) {
        leftOut.add("%s: it takes %d s or more".formatted(what, (end + 999) / 1_000));
        return false;
      }
      return true;
    }
  }
}
