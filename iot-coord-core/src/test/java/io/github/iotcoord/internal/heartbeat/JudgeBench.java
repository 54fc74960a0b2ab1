package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A judge, its time, and what it said, for tests. */
final class JudgeBench implements SilenceJudge.Sink {
  static final long SECOND = 1_000_000_000;

  final List<String> heard = new ArrayList<>();
  final List<GroupHealth> groups = new ArrayList<>();
  final SilenceJudge judge;
  private final long tick;
  long now;
  boolean quiet;

  JudgeBench(HeartbeatOptions options) {
    tick = options.tick().toNanos();
    judge = new SilenceJudge("gw", options, this, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  static DeviceId id(int number) {
    return DeviceId.of("d" + number);
  }

  void track(int devices, long period) {
    for (int i = 0; i < devices; i++) {
      judge.track(id(i), period, 0, now);
    }
  }

  void beat(DeviceId device) {
    judge.beat(device, FailureDetector.NO_SEQUENCE, now);
  }

  void beat(int from, int to) {
    for (int i = from; i < to; i++) {
      beat(id(i));
    }
  }

  void pass(Duration time) {
    pass(time, 0);
  }

  void pass(Duration time, long graceLeft) {
    long end = now + time.toNanos();
    while (now < end) {
      now = Math.min(end, now + tick);
      judge.tick(now, graceLeft);
    }
  }

  DeviceHealth health(DeviceId device) {
    return Objects.requireNonNull(judge.find(device));
  }

  @Override
  public void pageChanged(int page) {}

  @Override
  public boolean isListening() {
    return !quiet;
  }

  @Override
  public void groupChanged(GroupTransition transition) {
    groups.add(Objects.requireNonNull(transition.after()));
  }

  @Override
  public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
    if (after != null) {
      heard.add(
          after.device()
              + " "
              + after.transition()
              + " "
              + after.status()
              + (after.flapping() ? " flapping" : ""));
    }
  }
}
