package io.github.iotcoord.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.bench.compare.Metric.Better;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchTest {
  private static final Metric FIRST = new Metric("first", "us", Better.LOWER);
  private static final Metric SECOND = new Metric("second", "1/s", Better.HIGHER);

  private final List<String> rounds = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Effort effort = effort(Duration.ofNanos(9), Duration.ofHours(1));

  @Test
  void theSidesTakeTurnsAndHaveTheirFiguresInTheirPlaces() throws Exception {
    Match match = match(counting("ours", 1, 10), counting("peer", 2, 20));
    List<Result> results = play(match);
    int measured = rounds.size() / 2 - 1; // one to warm up

    assertThat(match.isComplete()).isTrue();
    assertThat(rounds).hasSizeGreaterThanOrEqualTo(2 * Effort.MIN_ROUNDS);
    for (int i = 0; i < rounds.size(); i++) {
      assertThat(rounds.get(i)).isEqualTo(i % 2 == 0 ? "ours" : "peer");
    }
    assertThat(results).extracting(Result::metric).containsExactly(FIRST, SECOND);
    assertThat(results.get(0).ours()).contains(new Samples(1, 1, 1, measured));
    assertThat(results.get(1).ours()).contains(new Samples(10, 10, 10, measured));
    assertThat(results.get(1).peers())
        .containsExactly(new Result.Score("peer", new Samples(20, 20, 20, measured)));
  }

  @Test
  void aSlowSideIsMeasuredOftenEnoughAllTheSame() throws Exception {
    effort = effort(Duration.ofMillis(3), Duration.ofHours(1));
    Match match = match(counting("ours", 1, 1), slow("peer", Duration.ofMillis(5)));
    play(match);
    assertThat(rounds).hasSize(2 * (1 + Effort.MIN_ROUNDS)); // one to warm up
  }

  @Test
  void whereTheContestHasHadItsTimeOneRoundIsEnough() throws Exception {
    effort = effort(Duration.ofHours(1), Duration.ofNanos(1));
    List<Result> results = play(match(counting("ours", 1, 1), counting("peer", 1, 1)));
    assertThat(results.get(0).ours()).contains(new Samples(1, 1, 1, 1));
    assertThat(rounds).containsExactly("ours", "peer");
  }

  @Test
  void whatIsUsedUpWhileASideHasItsRoundsIsItsOwn() throws Exception {
    Match match = match(counting("ours", 1, 1), counting("peer", 1, 1));
    play(match);
    assertThat(match.accounts()).containsOnlyKeys("ours", "peer");
    assertThat(match.accounts().values())
        .allSatisfy(account -> assertThat(account).isEqualTo(new Account(0.5, 0.25, 1e9, 2e9, 0)));
  }

  @Test
  void aSideThatFailsIsReportedAndLeftOut() throws Exception {
    Match match =
        match(
            counting("ours", 1, 1),
            new Side(
                "cannot open",
                "",
                bed -> {
                  throw new UnsupportedOperationException("no such thing");
                }),
            new Side(
                "breaks",
                "",
                bed ->
                    time -> {
                      throw new IllegalStateException("broken");
                    }));
    List<Result> results = play(match);

    assertThat(match.isComplete()).isFalse();
    assertThat(results.get(0).ours()).isPresent();
    assertThat(results.get(0).peers()).isEmpty();
    assertThat(told)
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("cannot open failed", "no such thing"))
        .anySatisfy(line -> assertThat(line).contains("breaks failed", "broken"));
  }

  @Test
  void noFiguresOfTheWarmUpAreKept() throws Exception {
    Side side = new Side("ours", "", bed -> time -> new double[] {next(), 0});
    List<Result> results = play(match(side, counting("peer", 1, 1)));
    assertThat(results.get(0).ours().orElseThrow().min()).isGreaterThan(1);
  }

  private int next() {
    rounds.add("ours");
    return rounds.size();
  }

  private Side counting(String name, double first, double second) {
    return new Side(
        name,
        "",
        bed ->
            time -> {
              rounds.add(name);
              return new double[] {first, second};
            });
  }

  private Side slow(String name, Duration longer) {
    return new Side(
        name,
        "",
        bed ->
            time -> {
              rounds.add(name);
              double nanos = Laps.meanNanos(longer, () -> {}, () -> {});
              return new double[] {nanos, 1};
            });
  }

  private static Effort effort(Duration perSide, Duration most) {
    return new Effort(perSide, perSide, Effort.ROUNDS, Effort.MIN_ROUNDS, most);
  }

  private Match match(Side... sides) {
    long[] readings = {0};
    Meter meter =
        () -> {
          long n = readings[0]++;
          return new Meter.Reading(4 * n, 2 * n, n, 4 * n, 8 * n, 0);
        };
    return new Match(
        new Contest("a.contest", "", List.of(FIRST, SECOND), List.of(sides)),
        effort,
        meter,
        new Progress() {
          @Override
          public void begin(Contest contest) {}

          @Override
          public void round() {}

          @Override
          public void tell(String line) {
            told.add(line);
          }

          @Override
          public void end() {}
        });
  }

  /** On a bed whose server is never asked for. */
  private static List<Result> play(Match match) throws InterruptedException {
    try (Bed bed = new Bed("127.0.0.1:1")) {
      return match.play(bed);
    }
  }
}
