package io.github.iotcoord.bench.qos;

import io.github.iotcoord.bench.qos.Trace.Beat;
import io.github.iotcoord.bench.qos.Trace.Device;
import java.util.Arrays;
import java.util.List;

/** Plays a trace to a detector and keeps account. */
final class Replay {
  private static final double SECOND = 1e9;
  private static final double LAST = 0.99;

  private final double[] detections;
  private int samples;
  private double periods;
  private long watched;
  private int mistakes;
  private long mistaken;

  private Replay(int beats) {
    this.detections = new double[beats];
  }

  static Quality of(Trace trace, Contender contender) {
    Replay replay = new Replay(trace.beats());
    for (Device device : trace.devices()) {
      replay.play(device, contender);
    }
    return replay.quality(trace.beats());
  }

  private void play(Device device, Contender contender) {
    List<Beat> beats = device.beats();
    Judge judge = contender.judge(device.period(), beats.get(0).arrival());
    for (int i = 0; i < beats.size(); i++) {
      Beat beat = beats.get(i);
      judge.beat(beat.arrival(), beat.sequence());
      boolean last = i + 1 == beats.size();
      if (!last && beats.get(i + 1).wasOff()) {
        continue;
      }
      long suspectAt = judge.suspectAt();
      detections[samples++] = (suspectAt - beat.arrival()) / SECOND;
      periods += (double) (suspectAt - beat.arrival()) / device.period();
      if (!last) {
        end(beat.arrival(), suspectAt, beats.get(i + 1).arrival());
      }
    }
  }

  private void end(long began, long suspectAt, long ended) {
    watched += ended - began;
    if (ended - suspectAt >= 0) {
      mistakes++;
      mistaken += ended - Math.max(suspectAt, began);
    }
  }

  private Quality quality(int beats) {
    double[] sorted = Arrays.copyOf(detections, samples);
    Arrays.sort(sorted);
    return new Quality(
        beats,
        watched / SECOND / 3_600,
        Arrays.stream(sorted).sum() / samples,
        sorted[Math.max(0, (int) Math.ceil(LAST * samples) - 1)],
        periods / samples,
        mistakes,
        mistaken / SECOND);
  }
}
