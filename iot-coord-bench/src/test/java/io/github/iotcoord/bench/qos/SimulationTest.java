package io.github.iotcoord.bench.qos;

import static io.github.iotcoord.failure.FailureDetector.NO_SEQUENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.iotcoord.bench.qos.Trace.Beat;
import io.github.iotcoord.bench.qos.Trace.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTest {
  private static final int DEVICES = 4;
  private static final int BEATS = 10_000;

  private static Trace trace(String name) {
    Scenario scenario =
        Scenario.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    return Simulation.of(scenario, DEVICES, BEATS, 42);
  }

  private static double lost(Trace trace) {
    return 1 - (double) trace.beats() / (DEVICES * BEATS);
  }

  private static List<Beat> beats(String name) {
    return trace(name).devices().get(0).beats();
  }

  private static double gap(Device device, int i) {
    return (double) (device.beats().get(i).arrival() - device.beats().get(i - 1).arrival())
        / device.period();
  }

  @ParameterizedTest
  @CsvSource({"sim-loss-0, 0", "sim-loss-1, 0.01", "sim-loss-5, 0.05", "sim-loss-20, 0.2"})
  void losesAsManyBeatsAsItSays(String name, double loss) {
    assertThat(lost(trace(name))).isCloseTo(loss, within(0.008));
  }

  @Test
  void lossesComeInBursts() {
    Trace trace = trace("sim-bursts");
    // Bad for 1/26 of the time.
    assertThat(lost(trace)).isCloseTo(0.8 / 26 + 0.002, within(0.012));
    Map<Long, Integer> runs = new HashMap<>();
    for (Device device : trace.devices()) {
      for (int i = 1; i < device.beats().size(); i++) {
        long run = device.beats().get(i).sequence() - device.beats().get(i - 1).sequence() - 1;
        runs.merge(run, 1, Integer::sum);
      }
    }
    int more =
        runs.entrySet().stream().filter(r -> r.getKey() > 1).mapToInt(Map.Entry::getValue).sum();
    assertThat(more).isGreaterThan(runs.getOrDefault(1L, 0) / 3);
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    for (Scenario scenario : Scenario.all()) {
      assertThat(Simulation.of(scenario, 2, 200, 7)).isEqualTo(Simulation.of(scenario, 2, 200, 7));
      assertThat(Simulation.of(scenario, 2, 200, 7))
          .isNotEqualTo(Simulation.of(scenario, 2, 200, 8));
    }
  }

  @Test
  void everyLongSilenceOfADeviceThatWasOffIsMarked() {
    for (String name : List.of("sim-outages", "sim-restarts")) {
      Device device = trace(name).devices().get(0);
      int off = 0;
      for (int i = 1; i < device.beats().size(); i++) {
        Beat beat = device.beats().get(i);
        off += beat.wasOff() ? 1 : 0;
        assertThat(gap(device, i) > 5).as("%s, beat %s", name, i).isEqualTo(beat.wasOff());
      }
      assertThat(off).isBetween(20, 80);
    }
  }

  @Test
  void restartsCountFromNought() {
    List<Beat> beats = beats("sim-restarts");
    for (int i = 1; i < beats.size(); i++) {
      if (beats.get(i).wasOff()) {
        assertThat(beats.get(i).sequence()).isLessThan(5);
      }
    }
  }

  @Test
  void beatsOvertakeEachOtherAndComeTwice() {
    List<Beat> beats = beats("sim-reordering");
    int lower = 0;
    for (int i = 1; i < beats.size(); i++) {
      lower += beats.get(i).sequence() < beats.get(i - 1).sequence() ? 1 : 0;
    }
    long different = beats.stream().map(Beat::sequence).distinct().count();
    assertThat(lower).isGreaterThan(100);
    assertThat((double) (beats.size() - different) / different).isCloseTo(0.1, within(0.02));
  }

  @Test
  void thePeriodChangesAndComesBack() {
    Device device = trace("sim-change").devices().get(0);
    int size = device.beats().size();
    assertThat(mean(device, 1, size / 4)).isCloseTo(1, within(0.03));
    assertThat(mean(device, 2 * size / 5, 3 * size / 5)).isCloseTo(3, within(0.1));
    assertThat(mean(device, 3 * size / 4, size)).isCloseTo(1, within(0.03));
  }

  private static double mean(Device device, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += gap(device, i);
    }
    return sum / (to - from);
  }

  @Test
  void numbersAreLeftOut() {
    assertThat(beats("sim-unnumbered")).extracting(Beat::sequence).containsOnly(NO_SEQUENCE);
  }
}
