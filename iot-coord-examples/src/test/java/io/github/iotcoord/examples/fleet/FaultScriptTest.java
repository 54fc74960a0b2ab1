package io.github.iotcoord.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.examples.fleet.FaultScript.Death;
import io.github.iotcoord.examples.fleet.FaultScript.Timing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultScriptTest {

  private static FaultScript script(int devices, int gateways, int seconds, long seed) {
    FleetPlan plan = FleetPlan.of(devices, gateways, seed, seconds);
    return FaultScript.write(plan, timing(plan, seconds), seconds * 1_000L, true);
  }

  private static Timing timing(FleetPlan plan, int seconds) {
    long session = seconds < 30 ? 2_000 : 4_000;
    return new Timing(
        session,
        SimGateway.DETECTION_PERIODS * plan.longestPeriod().toMillis() + 1_500,
        session / 2 + 1_500);
  }

  @Test
  void theDefaultRunHasEveryFault() {
    FaultScript script = script(10_000, 10, 60, 1);
    assertThat(script.leftOut()).isEmpty();
    assertThat(script.kill()).isNotNull();
    assertThat(script.freeze()).isNotNull();
    assertThat(script.restart()).isNotNull();
    assertThat(script.deaths()).hasSizeGreaterThan(150);
    assertThat(script.deaths()).anyMatch(death -> death.returnsAt() != Long.MAX_VALUE);
  }

  @Test
  void theSameSeedWritesTheSameScript() {
    assertThat(script(1_000, 5, 60, 7)).isEqualTo(script(1_000, 5, 60, 7));
    assertThat(script(1_000, 5, 60, 7)).isNotEqualTo(script(1_000, 5, 60, 8));
  }

  @ParameterizedTest
  @CsvSource({"10000,10,60", "100,3,15", "100,3,30", "5000,20,120", "50,1,20", "10,2,8", "1,1,1"})
  void everyFaultCanBeSeenInTime(int devices, int gateways, int seconds) {
    for (long seed = 0; seed < 50; seed++) {
      FleetPlan plan = FleetPlan.of(devices, gateways, seed, seconds);
      Timing timing = timing(plan, seconds);
      FaultScript script = FaultScript.write(plan, timing, seconds * 1_000L, true);
      Map<Integer, List<Death>> byDevice = new HashMap<>();
      for (Death death : script.deaths()) {
        assertThat(death.diesAt() + timing.detectionMs()).isLessThanOrEqualTo(seconds * 1_000L);
        assertThat(death.returnsAt()).isGreaterThan(death.diesAt() + timing.detectionMs());
        int gateway = plan.gatewayOf(death.device());
        assertThat(script.kill() == null ? -1 : script.kill().gateway()).isNotEqualTo(gateway);
        assertThat(script.freeze() == null ? -1 : script.freeze().gateway()).isNotEqualTo(gateway);
        if (script.restart() != null) {
          assertThat(
                  death.diesAt() + timing.detectionMs() <= script.restart().from()
                      || death.diesAt() >= script.restart().until())
              .as("%s is seen before %s, or happens after", death, script.restart())
              .isTrue();
        }
        byDevice.computeIfAbsent(death.device(), d -> new ArrayList<>()).add(death);
      }
      for (List<Death> deaths : byDevice.values()) {
        for (int i = 1; i < deaths.size(); i++) {
          assertThat(deaths.get(i).diesAt()).isGreaterThan(deaths.get(i - 1).returnsAt());
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsLeftOutAndSaid() {
    FaultScript script = script(100, 1, 1, 1);
    assertThat(script.deaths()).isEmpty();
    assertThat(script.kill()).isNull();
    assertThat(script.freeze()).isNull();
    assertThat(script.restart()).isNull();
    assertThat(script.leftOut()).hasSize(4);
  }

  @Test
  void aServerThatIsNotOursIsNotRestarted() {
    FleetPlan plan = FleetPlan.of(10_000, 10, 1, 60);
    FaultScript script = FaultScript.write(plan, timing(plan, 60), 60_000, false);
    assertThat(script.restart()).isNull();
    assertThat(script.leftOut()).hasSize(1).first().asString().contains("restart");
  }
}
