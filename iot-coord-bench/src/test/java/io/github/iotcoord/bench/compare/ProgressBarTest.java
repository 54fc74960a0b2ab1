package io.github.iotcoord.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.bench.compare.Metric.Better;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final Effort EFFORT = Effort.full(Duration.ofSeconds(10));
  private static final List<Contest> CONTESTS = List.of(contest("first"), contest("second"));

  private final StringWriter text = new StringWriter();
  private long now;

  @Test
  void theEstimateCountsWarmingUpAndWhatIsLong() {
    assertThat(EFFORT.estimate(contest("a"))).isEqualTo(Duration.ofSeconds(22));
    assertThat(EFFORT.estimate(contest("a").taking(Duration.ofMinutes(2))))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(Effort.quick().estimate(contest("a").taking(Duration.ofMinutes(2))))
        .isEqualTo(Effort.QUICK_MOST);
    assertThat(ProgressBar.estimate(CONTESTS, EFFORT)).isEqualTo(Duration.ofSeconds(44));
  }

  @Test
  void elsewhereThanOnATerminalAContestIsALine() {
    ProgressBar bar = bar(false);
    bar.begin(CONTESTS.get(0));
    bar.round();
    pass(Duration.ofSeconds(44));
    bar.end();
    // The first took twice its estimate, and so will the second.
    assertThat(text.toString())
        .isEqualTo(String.format("1/2 first took 0:44 min, about 0:44 min left%n"));
    bar.begin(CONTESTS.get(1));
    bar.tell("something broke");
    bar.end();
    assertThat(text.toString()).contains("something broke").contains("2/2 second took 0:00 min");
  }

  @Test
  void onATerminalOneLineIsDrawnAgain() {
    ProgressBar bar = bar(true);
    bar.begin(CONTESTS.get(0));
    pass(Duration.ofSeconds(2));
    bar.round();
    assertThat(text.toString())
        .doesNotContain("\n")
        .contains("0/2 first, about 0:44 min left", "0/2 first, about 0:42 min left");
    bar.end();
    bar.begin(CONTESTS.get(1));
    assertThat(text.toString()).contains("[############............] 1/2 second");
    bar.end();
    assertThat(text.toString()).endsWith(" \r"); // nothing is left of it
  }

  private ProgressBar bar(boolean terminal) {
    return new ProgressBar(new PrintWriter(text), terminal, () -> now, CONTESTS, EFFORT);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static Contest contest(String name) {
    return new Contest(
        name,
        "",
        List.of(new Metric("time", "us", Better.LOWER)),
        List.of(new Side("ours", "", bed -> time -> new double[] {1})));
  }
}
