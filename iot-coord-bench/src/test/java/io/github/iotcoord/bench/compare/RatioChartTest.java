package io.github.iotcoord.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Result.Score;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatioChartTest {
  private static final Metric TIME = new Metric("time", "us", Better.LOWER);
  private static final Metric RATE = new Metric("rate", "1/s", Better.HIGHER);

  @Test
  void aRowReachesFromTheWorstToTheBest() {
    assertThat(RatioChart.rows(List.of(result(TIME, 1, 4, 4, 16), result(RATE, 4, 16, 1, 4))))
        .containsExactly(
            new RatioChart.Row("a.contest : peer", 1, 4, 16),
            new RatioChart.Row("a.contest : peer", 1, 4, 16));
  }

  @Test
  void whatIsNothingHasNoPlace(@TempDir Path folder) throws Exception {
    List<Result> nothing = List.of(result(TIME, 0, 0, 1, 1));
    assertThat(RatioChart.rows(nothing)).isEmpty();
    RatioChart.write(folder.resolve("none.png"), "none", nothing);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void itIsDrawn(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lock.png");
    RatioChart.write(file, "lock", List.of(result(TIME, 1, 2, 4, 8)));
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(960);
  }

  private static Result result(Metric metric, double low, double high, double low2, double high2) {
    Side side = new Side("ours", "", bed -> time -> new double[] {1});
    return new Result(
        new Contest("a.contest", "", List.of(metric), List.of(side)),
        metric,
        List.of(score("ours", low, high), score("peer", low2, high2)));
  }

  private static Score score(String side, double low, double high) {
    return new Score(side, new Samples(low, Math.sqrt(low * high), high, 5));
  }
}
