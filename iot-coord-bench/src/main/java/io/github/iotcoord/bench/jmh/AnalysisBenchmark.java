package io.github.iotcoord.bench.jmh;

import io.github.iotcoord.analysis.AlarmMonitor;
import io.github.iotcoord.analysis.AlarmRule;
import io.github.iotcoord.analysis.AnomalyOptions;
import io.github.iotcoord.analysis.AnomalyScore;
import io.github.iotcoord.analysis.LiveWindows;
import io.github.iotcoord.analysis.WindowOptions;
import io.github.iotcoord.analysis.Windows;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A sample of 1,000 devices with 4 metrics, each once a second, on its way through windows of a
 * minute, results included; through a threshold rule; and through the anomaly score of one series.
 * The samples are made in the same time, as they are where a subscription decodes them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AnalysisBenchmark {
  private static final int DEVICES = 1_000;
  private static final String[] METRICS = {"temperature", "pressure", "vibration", "current"};
  private static final int SERIES = DEVICES * 4;

  /** A second of the fleet after the other. */
  @State(Scope.Thread)
  public static class Fleet {
    private final List<DeviceId> devices = new ArrayList<>();
    private final Random random = new Random(1);
    private long second;

    /** Creates a fleet. */
    public Fleet() {
      for (int i = 0; i < DEVICES; i++) {
        devices.add(DeviceId.of("device-" + i));
      }
    }

    List<Sample> next() {
      List<Sample> samples = new ArrayList<>(SERIES);
      Instant time = Instant.ofEpochSecond(second++);
      for (DeviceId device : devices) {
        for (String metric : METRICS) {
          samples.add(new Sample(device, metric, "", time, random.nextDouble()));
        }
      }
      return samples;
    }
  }

  /** Windows of a minute. */
  @State(Scope.Thread)
  public static class Aggregating {
    @Param({"60", "10"})
    private int slide;

    private long results;
    private LiveWindows live;

    /** Creates them. */
    @org.openjdk.jmh.annotations.Setup
    public void create() {
      live =
          new LiveWindows(
              WindowOptions.of(Windows.sliding(Duration.ofMinutes(1), Duration.ofSeconds(slide)))
                  .withAllowedLateness(Duration.ofMinutes(1)),
              result -> results++);
    }
  }

  /** A threshold rule that never fires. */
  @State(Scope.Thread)
  public static class Judging {
    private final AlarmMonitor monitor =
        new AlarmMonitor(List.of(AlarmRule.above("high", 2, 1)), event -> {});
  }

  /** The score of a series with a sample a minute. */
  @State(Scope.Thread)
  public static class Scoring {
    private final AnomalyScore score = new AnomalyScore(AnomalyOptions.defaults());
    private final Random random = new Random(1);
    private long minute;
  }

  /** Makes the samples, and does nothing with them. */
  @Benchmark
  @OperationsPerInvocation(SERIES)
  public List<Sample> samplesAlone(Fleet fleet) {
    return fleet.next();
  }

  /** Adds samples to windows. */
  @Benchmark
  @OperationsPerInvocation(SERIES)
  public long addToWindows(Fleet fleet, Aggregating windows) {
    windows.live.add(fleet.next());
    return windows.results;
  }

  /** Judges samples by a threshold rule. */
  @Benchmark
  @OperationsPerInvocation(SERIES)
  public long judgeByThreshold(Fleet fleet, Judging judging) {
    judging.monitor.add(fleet.next());
    return judging.monitor.lateSamples();
  }

  /** Scores a sample. */
  @Benchmark
  public OptionalDouble scoreForAnomalies(Scoring scoring) {
    return scoring.score.next(
        Instant.ofEpochSecond(60 * scoring.minute++), scoring.random.nextDouble());
  }
}
