package io.github.iotcoord.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Result.Score;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  private static final Metric TIME = new Metric("time", "us", Better.LOWER);
  private static final Metric RATE = new Metric("rate", "1/s", Better.HIGHER);
  private static final Contest CONTEST =
      new Contest("a.contest", "what is done", List.of(TIME), List.of(side("ours"), side("peer")));

  @Test
  void aRatioAboveOneMeansOursIsBetter() {
    assertThat(TIME.ratio(2, 6)).isEqualTo(3);
    assertThat(RATE.ratio(6, 2)).isEqualTo(3);
    assertThat(TIME.ratio(6, 3)).isEqualTo(0.5);
    assertThat(RATE.ratio(3, 6)).isEqualTo(0.5);
  }

  @Test
  void theMedianIsInTheMiddleAndNoOutlierMovesIt() {
    assertThat(Samples.of(List.of(9_000.0, 1.0, 2.0))).isEqualTo(new Samples(1, 2, 9_000, 3));
    assertThat(Samples.of(List.of(4.0, 1.0, 3.0, 2.0)).median()).isCloseTo(2.5, within(1e-9));
    assertThat(Samples.of(List.of(7.0))).isEqualTo(new Samples(7, 7, 7, 1));
    assertThatThrownBy(() -> Samples.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1234567.8, 1234568",
    "12.3456, 12.35",
    "3.0, 3.0",
    "0.000123456, 0.0001235",
    "1.0E7, 10000000",
    "2.5E-7, 0.00000025",
    "Infinity, inf",
    "-Infinity, -inf",
    "NaN, -",
    "0, 0.0"
  })
  void numbersArePlain(double figure, String text) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Figures.plain(figure)).isEqualTo(text);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aLineForEachPeerByTheMedians() {
    Result times = result(TIME, score("ours", 90, 100, 500), score("a", 300, 320.55, 321));
    Result rates =
        result(RATE, score("ours", 5, 10, 11), score("a", 1, 4, 40), score("b", 10, 20, 30));
    assertThat(CsvReport.lines(List.of(times, rates)))
        .containsExactly(
            "benchmark,metric,unit,ours,peer_name,peer,ratio",
            "a.contest,time,us,100.0,a,320.6,3.206",
            "a.contest,rate,1/s,10.0,a,4.0,2.5",
            "a.contest,rate,1/s,10.0,b,20.0,0.5");
  }

  @Test
  void whatIsInfinitelyBetterCanBeWrittenDown() {
    Result free = result(TIME, score("ours", 0, 0, 0), score("a", 1, 2, 3), score("b", 0, 0, 0));
    assertThat(CsvReport.lines(List.of(free)))
        .contains("a.contest,time,us,0.0,a,2.0,inf", "a.contest,time,us,0.0,b,0.0,-");
    StringWriter text = new StringWriter();
    TableReport.print(new PrintWriter(text), CONTEST, List.of(free));
    assertThat(text.toString()).containsSubsequence("a ", "inf", "b ", "-");
  }

  @Test
  void noLineWithoutOurs() {
    assertThat(CsvReport.lines(List.of(result(TIME, score("a", 1, 2, 3)))))
        .containsExactly(CsvReport.HEADER);
  }

  @Test
  void theTableShowsTheSpreadAndTheRatio() {
    StringWriter text = new StringWriter();
    Result result = result(TIME, score("ours", 90, 100, 500), score("a", 300, 320.55, 321));
    TableReport.print(new PrintWriter(text), CONTEST, List.of(result));
    assertThat(text.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .contains(
            "a.contest: what is done",
            "time in us median min max rounds ratio",
            "ours 100.0 90.0 500.0 9",
            "a 320.6 300.0 321.0 9 3.21");
  }

  @Test
  void theSpreadOfEachSideIsWrittenDown() {
    Result result = result(TIME, score("ours", 90, 100, 500), score("a", 300, 320.55, 321));
    assertThat(SpreadReport.lines(List.of(result)))
        .containsExactly(
            "benchmark,metric,unit,side,median,min,max,rounds",
            "a.contest,time,us,ours,100.0,90.0,500.0,9",
            "a.contest,time,us,a,320.6,300.0,321.0,9");
  }

  @Test
  void whatWasBusyIsWrittenDown() {
    Map<Contest, Map<String, Account>> accounts =
        Map.of(CONTEST, Map.of("ours", new Account(0.5, 1.25, 1000, 20, 0.125)));
    assertThat(LimitsReport.lines(accounts))
        .containsExactly(LimitsReport.HEADER, "a.contest,ours,0.500,1.250,1000.0,20.0,0.125");
    StringWriter text = new StringWriter();
    LimitsReport.print(new PrintWriter(text), accounts);
    assertThat(text.toString().replaceAll(" +", " "))
        .contains("a.contest ours 0.50 1.25 1000 20 13%");
  }

  @Test
  void whatASidePromisesStandsWithWhatItWaitsFor() {
    Side peer = new Side("Redis", "for the answer", "memory only", bed -> time -> new double[] {1});
    StringWriter text = new StringWriter();
    TableReport.print(new PrintWriter(text), contest(side("ours"), peer), List.of());
    assertThat(text.toString())
        .containsSubsequence(
            "a.contest", "ours waits: for nothing", "Redis waits: for the answer", "memory only");
  }

  @Test
  void aServersMetricsAreReadByName() {
    ServerMetrics metrics =
        ServerMetrics.parse("zk_version\t3.9.5-abc, built on\nzk_sum_fsynctime\t12\nodd\n");
    assertThat(metrics.get("zk_sum_fsynctime")).isEqualTo(12);
    assertThat(metrics.get("zk_version")).isZero();
    assertThat(metrics.get("zk_unknown")).isZero();
  }

  @Test
  void aContestHasOursFirst() {
    assertThatThrownBy(() -> contest(side("peer"), side("ours")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.contest");
    assertThatThrownBy(() -> contest()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofAContestWithoutPeersThereIsALineAllTheSame() {
    Result alone = new Result(contest(side("ours")), TIME, List.of(score("ours", 0, 0, 3)));
    assertThat(CsvReport.lines(List.of(alone)))
        .containsExactly(CsvReport.HEADER, "a.contest,time,us,0.0,,,");
  }

  private static Contest contest(Side... sides) {
    return new Contest("a.contest", "", List.of(TIME), List.of(sides));
  }

  private static Side side(String name) {
    return new Side(name, "for nothing", bed -> time -> new double[] {1});
  }

  private static Result result(Metric metric, Score... scores) {
    return new Result(CONTEST, metric, List.of(scores));
  }

  private static Score score(String side, double min, double median, double max) {
    return new Score(side, new Samples(min, median, max, 9));
  }
}
