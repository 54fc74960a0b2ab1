package io.github.iotcoord.bench.qos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.iotcoord.bench.qos.Trace.Beat;
import io.github.iotcoord.bench.qos.Trace.Device;
import io.github.iotcoord.failure.FailureDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final long SECOND = 1_000_000_000;
  private static final Contender TWO_PERIODS =
      new Contender(
          "fixed", 2, (period, now) -> new OwnJudge(FailureDetector.fixedPeriods(2), period, now));

  private static Device device(long period, double... arrivals) {
    List<Beat> beats = new ArrayList<>();
    for (double arrival : arrivals) {
      // Below zero: it was off before.
      beats.add(new Beat((long) (Math.abs(arrival) * SECOND), beats.size(), arrival < 0));
    }
    return new Device("device", period, beats);
  }

  @Test
  void countsAsTheDefinitionsSay() {
    // Of one second and two: condemned for 1.5 s, and for 0 s, and off from 9 to 30.
    Trace trace =
        new Trace(
            "hand-made",
            List.of(
                device(SECOND, 0, 1, 4.5, 5.5, 7.5, 8.5, 9, -30, 31),
                device(2 * SECOND, 0, 2, 4, 6)));
    Quality quality = Replay.of(trace, TWO_PERIODS);
    assertThat(quality.beats()).isEqualTo(13);
    assertThat(quality.mistakes()).isEqualTo(2);
    assertThat(quality.mistakeSeconds()).isCloseTo(1.5, within(1e-9));
    assertThat(quality.mistakeDuration()).isCloseTo(0.75, within(1e-9));
    // 9 s and 1 s of the first, 6 s of the second.
    assertThat(quality.hours() * 3_600).isCloseTo(16, within(1e-9));
    assertThat(quality.mistakeRate()).isCloseTo(2 * 3_600 / 16.0, within(1e-6));
    assertThat(quality.queryAccuracy()).isCloseTo(1 - 1.5 / 16, within(1e-9));
    // Eight of the first at 2 s, four of the second at 4 s.
    assertThat(quality.meanDetection()).isCloseTo((8 * 2 + 4 * 4) / 12.0, within(1e-9));
    assertThat(quality.lastDetection()).isCloseTo(4, within(1e-9));
    assertThat(quality.periods()).isCloseTo(2, within(1e-9));
  }

  @Test
  void pekkosSuspicionIsWherePhiReachesTheThreshold() {
    PekkoJudge judge = new PekkoJudge(8, 0, SECOND);
    long now = 0;
    for (int i = 0; i < 5_000; i++) {
      now += SECOND + (i % 2 == 0 ? SECOND / 5 : -SECOND / 5);
      judge.beat(now, i);
    }
    // A deviation of 0.2 s; its approximation of the tail reaches 8 at about 5.2 deviations.
    double y = (judge.suspectAt() - now - SECOND) / (0.2 * SECOND);
    double phi = Math.log10(1 + Math.exp(y * (1.5976 + 0.070566 * y * y)));
    assertThat(phi).isCloseTo(8, within(0.05));
    // A millisecond earlier or later, asked again, and after other beats.
    assertThat(judge.suspectAt() - now).isEqualTo(judge.suspectAt() - now);
    long before = judge.suspectAt() - now;
    judge.beat(now, 1);
    assertThat(judge.suspectAt() - now).isBetween(before, before + SECOND / 5);
  }

  @Test
  void theVerdictTakesTheFewestMistakesThatAreAsFast() {
    List<Score> scores =
        List.of(
            score("adaptive", 1, 2.0, 20),
            score("adaptive", 2, 2.5, 6),
            score("adaptive", 3, 2.9, 8),
            score("adaptive", 4, 5.0, 0),
            score("fixed", 3, 3.0, 12),
            score("fixed", 4, 4.0, 5),
            score("chen", 1, 1.5, 50),
            score("chen", 2, 5.0, 0),
            score("chen", 3, 2.5, 6));
    Verdict verdict = Verdict.of("trace", scores);
    assertThat(verdict.points()).isEqualTo(4);
    assertThat(verdict.faster()).isEqualTo(1);
    assertThat(verdict.behind()).containsExactly(new Verdict.Behind(scores.get(5), 6));
    assertThat(verdict.three()).contains(new Verdict.Pair(6, 12));
    assertThat(verdict.atMostHalf()).isTrue();
  }

  private static Score score(String detector, double parameter, double periods, int mistakes) {
    Contender contender = new Contender(detector, parameter, TWO_PERIODS.maker());
    return new Score(
        "trace", contender, new Quality(100, 1, periods, periods, periods, mistakes, 0));
  }
}
