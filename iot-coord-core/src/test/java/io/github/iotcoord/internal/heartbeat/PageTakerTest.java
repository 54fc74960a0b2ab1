package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.codec.RelayPage;
import io.github.iotcoord.internal.codec.RelayRequest;
import io.github.iotcoord.internal.codec.RelayRequest.Kind;
import io.github.iotcoord.internal.codec.RelayedBeats;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.ManualTicker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PageTakerTest {
  private static final DeviceId PUMP = DeviceId.of("pump-7");
  private static final long MS = 1_000_000;

  private final ManualTicker ticker = new ManualTicker();
  private final List<String> told = new ArrayList<>();
  private final SharedCounts counts = new SharedCounts();
  private final ObservedClock clock =
      new ObservedClock(ticker, ticker, Duration.ofHours(1).toNanos(), 0);
  private final SilenceJudge judge =
      new SilenceJudge(
          "gw",
          HeartbeatOptions.defaults().withDetector(new Recording()),
          new Silent(),
          Clock.systemUTC());
  private final PageTaker taker = new PageTaker(judge, clock, counts);

  private static final class Silent implements SilenceJudge.Sink {
    @Override
    public void pageChanged(int page) {}

    @Override
    public boolean isListening() {
      return false;
    }

    @Override
    public void groupChanged(GroupTransition transition) {}

    @Override
    public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {}
  }

  private final class Recording implements FailureDetector {
    @Override
    public int stateSize() {
      return 1;
    }

    @Override
    public void start(long[] state, int at, long period, long now) {
      told.add("every " + period / MS);
    }

    @Override
    public void beat(long[] state, int at, long now, long sequence) {
      told.add((sequence == NO_SEQUENCE ? "?" : sequence) + " at " + now / MS);
    }

    @Override
    public void sleep(long[] state, int at, long until) {}

    @Override
    public long silentSince(long[] state, int at) {
      return 0;
    }

    @Override
    public long period(long[] state, int at) {
      return 0;
    }

    @Override
    public long suspectAt(long[] state, int at) {
      return Long.MAX_VALUE / 4;
    }
  }

  private void take(RelayedBeats... beats) {
    taker.take(new RelayPage(List.of(), List.of(beats)));
  }

  private void track() {
    taker.take(new RelayPage(List.of(new RelayRequest(Kind.TRACK, PUMP, 500)), List.of()));
    ticker.advance(Duration.ofSeconds(1));
  }

  @Test
  void beatsThatWereToldTogetherAreSpreadOverTheirTime() {
    track();
    take(new RelayedBeats(PUMP, 9, 3, 2, 30, 40));
    take(new RelayedBeats(PUMP, -1, 2, 0, 0, 10));
    assertThat(told)
        .containsExactly("every 500", "5 at 930", "6 at 950", "9 at 970", "? at 990", "? at 1000");
    assertThat(counts.now().beats()).isEqualTo(5);
  }

  @Test
  void ofVeryManyBeatsTheNewestAreToldAsFarApartAsTheyWere() {
    track();
    ticker.advance(Duration.ofSeconds(9));
    take(new RelayedBeats(PUMP, 5_000, 1_001, 0, 0, 5_000));
    assertThat(told).hasSize(1 + 256).endsWith("4998 at 9990", "4999 at 9995", "5000 at 10000");
    assertThat(told.get(1)).isEqualTo("4745 at 8725");
    assertThat(counts.now().beats()).isEqualTo(1_001);
  }

  @Test
  void noBeatIsOlderThanTheTakeOver() {
    track();
    taker.begin();
    ticker.advance(Duration.ofMillis(10));
    take(new RelayedBeats(PUMP, 9, 1, 0, 500, 0));
    assertThat(told).endsWith("9 at 1000");
  }

  @Test
  void whileTheClockStandsStillBeatsAreSignsOfLifeOnly() {
    track();
    clock.tick(false);
    ticker.advance(Duration.ofSeconds(10));
    take(new RelayedBeats(PUMP, 9, 3, 2, 30, 40));
    assertThat(told).containsExactly("every 500");
    assertThat(counts.now().beats()).isEqualTo(3);
    clock.tick(true);
    take(new RelayedBeats(PUMP, 10, 1, 0, 0, 0));
    assertThat(told).containsExactly("every 500", "10 at 1000");
  }

  @Test
  void strangersAreCounted() {
    take(new RelayedBeats(PUMP, 9, 3, 2, 30, 40));
    assertThat(told).isEmpty();
    assertThat(counts.now().strangers()).isEqualTo(3);
    assertThat(counts.now().beats()).isZero();
  }

  @Test
  void untrackingForgetsTheDevice() {
    track();
    taker.take(new RelayPage(List.of(new RelayRequest(Kind.UNTRACK, PUMP, 0)), List.of()));
    assertThat(judge.find(PUMP)).isNull();
  }
}
