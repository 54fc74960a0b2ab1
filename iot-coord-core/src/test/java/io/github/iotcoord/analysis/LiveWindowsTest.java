package io.github.iotcoord.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiveWindowsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final WindowScopes ALL_SCOPES =
      WindowScopes.ofDevices().withGroups(LiveWindowsTest::group).withFleet();

  private final WindowRecord heard = new WindowRecord();

  private static Sample sample(String device, long millis, double value) {
    return Sample.of(device, "t", Instant.ofEpochMilli(millis), value);
  }

  private static Optional<String> group(DeviceId device) {
    return switch (device.value()) {
      case "d0", "d1" -> Optional.of("left");
      case "d2" -> Optional.of("right");
      default -> Optional.empty();
    };
  }

  private static List<String> keys(Sample sample) {
    List<String> keys = new ArrayList<>();
    keys.add("DEVICE/" + sample.device() + "/" + sample.metric());
    group(sample.device()).ifPresent(g -> keys.add("GROUP/" + g + "/" + sample.metric()));
    keys.add("FLEET//" + sample.metric());
    return keys;
  }

  private LiveWindows live(Windows windows, Duration disorder, Duration lateness) {
    return new LiveWindows(
        WindowOptions.of(windows).withDisorder(disorder).withAllowedLateness(lateness), heard);
  }

  static Stream<Windows> windows() {
    return Stream.of(
        Windows.tumbling(SECOND),
        Windows.tumbling(Duration.ofMillis(7)),
        Windows.sliding(SECOND, Duration.ofMillis(250)),
        Windows.sliding(SECOND, Duration.ofMillis(300)),
        Windows.sliding(SECOND, Duration.ofMillis(999)),
        Windows.session(Duration.ofMillis(150)),
        Windows.session(SECOND));
  }

  private static List<Sample> random(Random random, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Now and then a pause, and some before the end of the first window after 1970.
      long millis = random.nextInt(5) == 0 ? random.nextInt(100) : random.nextInt(60_000);
      samples.add(
          new Sample(
              DeviceId.of("d" + random.nextInt(4)),
              random.nextBoolean() ? "t" : "u",
              "",
              Instant.ofEpochMilli(millis),
              1e6 + random.nextGaussian()));
    }
    return samples;
  }

  @ParameterizedTest
  @MethodSource("windows")
  void whatCountsInTheEndIsWhatAStraightforwardComputationGives(Windows windows) {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      List<Sample> samples = random(random, 300);
      WindowRecord record = new WindowRecord();
      // From hardly any late samples to nearly all.
      LiveWindows live =
          new LiveWindows(
              WindowOptions.of(windows)
                  .withScopes(ALL_SCOPES)
                  .withDisorder(Duration.ofMillis(random.nextInt(20_000)))
                  .withAllowedLateness(Duration.ofMinutes(5)),
              record);
      for (int i = 0; i < samples.size(); ) {
        int to = Math.min(samples.size(), i + 1 + random.nextInt(10));
        live.add(samples.subList(i, to));
        i = to;
      }
      live.complete();
      assertSame(
          "seed " + seed + ", " + windows,
          record.valid,
          NaiveWindows.compute(samples, windows, LiveWindowsTest::keys));
      assertThat(record.dropped).isEmpty();
      assertThat(live.droppedSamples()).isZero();
      assertThat(live.open()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("windows")
  void inOrderTheyAreSaidOnceAndTheBatchSaysTheSame(Windows windows) {
    List<Sample> samples = new ArrayList<>(random(new Random(5), 3_000));
    samples.sort(java.util.Comparator.comparing(Sample::time));
    LiveWindows live =
        new LiveWindows(
            WindowOptions.of(windows).withScopes(ALL_SCOPES).withDisorder(Duration.ZERO), heard);
    samples.forEach(sample -> live.add(List.of(sample)));
    live.complete();
    assertThat(heard.all).allMatch(window -> window.revision() == 0);
    assertThat(heard.all).hasSize(heard.valid.size());
    assertThat(live.lateSamples()).isZero();
    assertSame(
        windows.toString(),
        heard.valid,
        NaiveWindows.compute(samples, windows, LiveWindowsTest::keys));
    List<WindowAggregate> batch = windows.aggregate(samples.stream(), ALL_SCOPES);
    assertThat(batch).isSortedAccordingTo(WindowAggregate.ORDER);
    assertThat(batch).containsExactlyInAnyOrderElementsOf(heard.all);
  }

  private static void assertSame(
      String description, Map<String, WindowAggregate> valid, Map<String, List<Double>> expected) {
    assertThat(valid.keySet()).describedAs(description).isEqualTo(expected.keySet());
    valid.forEach(
        (name, window) -> {
          List<Double> values = expected.getOrDefault(name, List.of());
          SampleStats stats = window.stats();
          double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
          double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
          assertThat(stats.count()).describedAs(name).isEqualTo(values.size());
          assertThat(stats.min()).isEqualTo(values.get(0));
          assertThat(stats.max()).isEqualTo(values.get(values.size() - 1));
          assertThat(stats.mean()).isCloseTo(mean, within(1e-8));
          assertThat(stats.variance())
              .isCloseTo(values.size() < 2 ? 0 : squares / (values.size() - 1), within(1e-6));
          if (values.size() % 2 == 1 && stats.hasExactQuantiles()) {
            assertThat(stats.quantile(0.5)).isEqualTo(values.get(values.size() / 2));
          }
        });
  }

  @Test
  void aWindowIsSaidWhenTheWatermarkPassesItsEndAndASampleAtItsEndIsInTheNext() {
    LiveWindows live = live(Windows.tumbling(SECOND), Duration.ofMillis(500), Duration.ZERO);
    live.add(List.of(sample("d", 0, 1), sample("d", 999, 2), sample("d", 1_000, 3)));
    assertThat(live.watermark()).hasValue(Instant.ofEpochMilli(500));
    live.add(List.of(sample("e", 1_499, 1)));
    assertThat(heard.all).isEmpty();
    live.add(List.of(sample("e", 1_500, 1)));
    assertThat(heard.all).hasSize(1);
    WindowAggregate window = heard.all.get(0);
    assertThat(window.name()).isEqualTo("d");
    assertThat(window.start()).isEqualTo(Instant.EPOCH);
    assertThat(window.end()).isEqualTo(Instant.ofEpochMilli(1_000));
    assertThat(window.stats())
        .isEqualTo(SampleStats.of(List.of(sample("d", 0, 1), sample("d", 999, 2))));
  }

  @Test
  void lateSamplesCorrectAWindowOnceForEachBatchAndTooLateOnesAreCounted() {
    LiveWindows live = live(Windows.tumbling(SECOND), Duration.ZERO, Duration.ofSeconds(2));
    live.add(List.of(sample("d", 100, 1), sample("d", 1_000, 5)));
    live.add(List.of(sample("d", 200, 2), sample("d", 300, 3), sample("e", 400, 4)));
    live.add(List.of(sample("d", 500, 9), sample("d", 2_999, 5)));
    assertThat(heard.all)
        .extracting(
            w -> w.name() + w.start().toEpochMilli() + "r" + w.revision() + "n" + w.stats().count())
        .containsExactly("d0r0n1", "d0r1n3", "e0r1n1", "d0r2n4", "d1000r0n1");
    assertThat(live.lateSamples()).isEqualTo(4);
    // The watermark is at 3 s: now the first window has had its two seconds.
    live.add(List.of(sample("e", 3_000, 0)));
    heard.all.clear();
    live.add(List.of(sample("d", 999, 7)));
    assertThat(heard.all).isEmpty();
    assertThat(heard.dropped).containsExactly(sample("d", 999, 7));
    assertThat(heard.reasons).containsExactly(DropReason.TOO_LATE);
    assertThat(live.droppedSamples()).isEqualTo(1);
    assertThat(live.lateSamples()).isEqualTo(4);
  }

  @Test
  void aLateSampleBetweenTwoSessionsThatWereSaidRetractsBothAndJoinsThem() {
    LiveWindows live = live(Windows.session(SECOND), Duration.ZERO, Duration.ofMinutes(1));
    live.add(List.of(sample("d", 0, 1), sample("d", 1_500, 2), sample("x", 10_000, 0)));
    assertThat(heard.all).hasSize(2);
    live.add(List.of(sample("d", 800, 3)));
    assertThat(heard.retracted).hasSize(2);
    WindowAggregate joined = heard.all.get(heard.all.size() - 1);
    assertThat(joined.start()).isEqualTo(Instant.EPOCH);
    assertThat(joined.end()).isEqualTo(Instant.ofEpochMilli(2_500));
    assertThat(joined.stats().count()).isEqualTo(3);
    assertThat(joined.revision()).isEqualTo(1);
    assertThat(live.open()).isEqualTo(2);
  }

  @Test
  void sessionsAreApartWhenAGapLiesBetweenThemToTheMillisecond() {
    LiveWindows live = live(Windows.session(SECOND), Duration.ZERO, Duration.ZERO);
    live.add(List.of(sample("d", 0, 1), sample("d", 999, 2), sample("d", 1_999, 3)));
    live.complete();
    assertThat(heard.all).extracting(w -> w.stats().count()).containsExactly(2L, 1L);
  }

  @Test
  void aSessionThatALateSampleExtendsIsOpenAgain() {
    LiveWindows live = live(Windows.session(SECOND), Duration.ZERO, Duration.ofMinutes(1));
    live.add(List.of(sample("d", 0, 1), sample("x", 1_500, 0)));
    assertThat(heard.all).hasSize(1);
    live.add(List.of(sample("d", 900, 2)));
    assertThat(heard.retracted).hasSize(1);
    assertThat(heard.all).hasSize(1);
    live.add(List.of(sample("x", 1_900, 0)));
    assertThat(heard.all).hasSize(2);
    assertThat(heard.all.get(1).end()).isEqualTo(Instant.ofEpochMilli(1_900));
  }

  @Test
  void memoryIsBoundedFirstByGivingUpWhatIsKeptForLateSamples() {
    for (Windows windows : List.of(Windows.tumbling(SECOND), Windows.session(SECOND))) {
      WindowRecord record = new WindowRecord();
      LiveWindows live =
          new LiveWindows(
              WindowOptions.of(windows)
                  .withDisorder(Duration.ZERO)
                  .withAllowedLateness(Duration.ofDays(1))
                  .withMaxOpen(10),
              record);
      for (int i = 0; i < 100; i++) {
        live.add(List.of(sample("d", i * 5_000L, i)));
        assertThat(live.open()).isLessThanOrEqualTo(10);
      }
      assertThat(live.droppedSamples()).isZero();
      assertThat(record.all).hasSize(99);
      // What has been given up cannot be corrected any more.
      live.add(List.of(sample("d", 0, 1)));
      assertThat(record.reasons).containsExactly(DropReason.TOO_LATE);
      live.complete();
      assertThat(record.all).hasSize(100);
    }
  }

  @Test
  void memoryIsBoundedThenByLeavingOutSamplesAndWhatIsThereStaysExact() {
    for (Windows windows : List.of(Windows.tumbling(SECOND), Windows.session(SECOND))) {
      WindowRecord record = new WindowRecord();
      LiveWindows live = new LiveWindows(WindowOptions.of(windows).withMaxOpen(10), record);
      for (int round = 0; round < 2; round++) {
        int time = round;
        live.add(IntStream.range(0, 15).mapToObj(i -> sample("d" + i, time, i)).toList());
      }
      assertThat(live.open()).isEqualTo(10);
      assertThat(live.droppedSamples()).isEqualTo(10);
      assertThat(record.reasons).hasSize(10).containsOnly(DropReason.NO_ROOM);
      live.complete();
      assertThat(record.all).hasSize(10).allMatch(w -> w.stats().count() == 2);
    }
  }

  @Test
  void whenRoomIsMadeCorrectionsAreSaidFirst() {
    LiveWindows live =
        new LiveWindows(
            WindowOptions.of(Windows.tumbling(SECOND)).withDisorder(Duration.ZERO).withMaxOpen(2),
            heard);
    live.add(List.of(sample("d", 0, 1)));
    live.add(List.of(sample("d", 1_000, 1)));
    live.add(List.of(sample("d", 1, 2), sample("d", 2_000, 1)));
    assertThat(heard.all)
        .extracting(w -> w.start().toEpochMilli() + "r" + w.revision() + "n" + w.stats().count())
        .containsExactly("0r0n1", "0r1n2", "1000r0n1");
  }

  @Test
  void tenThousandMetricsOfADevice() {
    LiveWindows live = live(Windows.tumbling(SECOND), Duration.ZERO, Duration.ZERO);
    live.add(
        IntStream.range(0, 10_000)
            .mapToObj(i -> Sample.of("d", "m" + i, Instant.ofEpochMilli(i % 1_000), i))
            .toList());
    live.complete();
    assertThat(heard.all).hasSize(10_000);
  }

  @Test
  void anIdleInputIsMovedOnByHandAndNeverBack() {
    LiveWindows live =
        live(Windows.tumbling(SECOND), Duration.ofSeconds(10), Duration.ofMinutes(1));
    assertThat(live.watermark()).isEmpty();
    live.add(List.of(sample("d", 20_000, 1)));
    live.advanceTo(Instant.ofEpochMilli(21_000));
    assertThat(heard.all).hasSize(1);
    live.advanceTo(Instant.ofEpochMilli(5_000));
    live.add(List.of(sample("d", 22_000, 1)));
    assertThat(live.watermark()).hasValue(Instant.ofEpochMilli(21_000));
    live.add(List.of(sample("d", 20_500, 1)));
    assertThat(live.lateSamples()).isEqualTo(1);
  }

  @Test
  void windowsThatBeginBeforeTheFirstAreLeftOut() {
    for (Windows windows :
        List.of(Windows.sliding(SECOND, Duration.ofMillis(500)), Windows.session(SECOND))) {
      WindowRecord record = new WindowRecord();
      LiveWindows live =
          new LiveWindows(
              WindowOptions.of(windows)
                  .withDisorder(Duration.ZERO)
                  .withFirst(Instant.ofEpochMilli(1_000)),
              record);
      live.add(List.of(sample("d", 0, 1), sample("d", 1_200, 1), sample("d", 9_000, 1)));
      live.add(List.of(sample("d", 100, 1)));
      live.complete();
      assertThat(record.all)
          .isNotEmpty()
          .allMatch(w -> !w.start().isBefore(Instant.ofEpochMilli(1_000)));
      assertThat(record.retracted).isEmpty();
    }
  }

  @Test
  void aListenerThatThrowsIsToldTheRest() {
    List<WindowAggregate> told = new ArrayList<>();
    LiveWindows live =
        new LiveWindows(
            WindowOptions.of(Windows.tumbling(SECOND)),
            result -> {
              told.add(result);
              throw new IllegalStateException("no");
            });
    live.add(List.of(sample("d", 0, 1), sample("e", 0, 1)));
    assertThatThrownBy(live::complete).hasMessage("no");
    assertThat(told).hasSize(2);
  }

  @Test
  void gapsOfTheSubscriptionAreCounted() {
    LiveWindows live = live(Windows.tumbling(SECOND), SECOND, SECOND);
    live.gap(new SegmentPosition("p", 0), 3);
    live.gap(new SegmentPosition("p", 9), 1);
    assertThat(live.gaps()).isEqualTo(4);
  }

  @Test
  void refusesWhatCannotBeAWindow() {
    assertThatThrownBy(() -> Windows.tumbling(Duration.ZERO)).hasMessageContaining("size");
    assertThatThrownBy(() -> Windows.tumbling(Duration.ofSeconds(-1))).hasMessageContaining("-1");
    assertThatThrownBy(() -> Windows.tumbling(Duration.ofNanos(1_500_000)))
        .hasMessageContaining("whole milliseconds");
    assertThatThrownBy(() -> Windows.sliding(SECOND, Duration.ofSeconds(2)))
        .hasMessageContaining("slide");
    assertThatThrownBy(() -> Windows.sliding(SECOND, Duration.ZERO)).hasMessageContaining("slide");
    assertThatThrownBy(() -> Windows.sliding(Duration.ofHours(1), SECOND))
        .hasMessageContaining("1000");
    assertThatThrownBy(() -> Windows.session(Duration.ZERO)).hasMessageContaining("gap");
    WindowOptions options = WindowOptions.of(Windows.tumbling(SECOND));
    assertThatThrownBy(() -> options.withDisorder(Duration.ofMillis(-1)))
        .hasMessageContaining("disorder");
    assertThatThrownBy(() -> options.withAllowedLateness(Duration.ofDays(100_000)))
        .hasMessageContaining("allowedLateness");
    assertThatThrownBy(() -> options.withMaxOpen(0)).hasMessageContaining("maxOpen");
    assertThatThrownBy(() -> new WindowScopes(false, null, false)).hasMessageContaining("fleet");
    assertThatThrownBy(
            () ->
                Windows.tumbling(SECOND).aggregate(Stream.of(sample("d", 1, 0), sample("d", 0, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("order");
  }
}
