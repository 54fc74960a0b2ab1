package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All samples of a series while they are few, and then the first, the last, and the extremes of
 * each stretch of time. Not thread-safe.
 */
final class Preselection {
  // Four preselected samples for each that is wanted, as the paper advises: two in each stretch.
  private static final long STRETCHES = 2;
  // So many are held in any case.
  private static final long FEW = 4;

  private final long from;
  private final double width;
  private final int stretches;
  private final int few;
  private final List<Sample> chosen = new ArrayList<>();
  private boolean thinning;
  private int stretch = -1;
  private @Nullable Sample low;
  private @Nullable Sample high;
  private boolean falling;
  private @Nullable Sample last;

  /**
   * @param points how many will be chosen of these
   */
  Preselection(Instant from, Instant to, int points) {
    this.from = from.toEpochMilli();
    this.stretches = (int) Math.min(Integer.MAX_VALUE, STRETCHES * points);
    width = Math.max(1, to.toEpochMilli() - this.from) / (double) stretches;
    few = (int) Math.min(Integer.MAX_VALUE, FEW * points);
  }

  void add(Sample sample) {
    if (thinning) {
      thin(sample);
      return;
    }
    chosen.add(sample);
    if (chosen.size() > few) {
      thinning = true;
      List<Sample> all = List.copyOf(chosen);
      chosen.clear();
      chosen.add(all.get(0));
      all.subList(1, all.size()).forEach(this::thin);
    }
  }

  private void thin(Sample sample) {
    double position = (sample.time().toEpochMilli() - from) / width;
    int in = (int) Math.max(0, Math.min(stretches - 1, position));
    if (in != stretch) {
      end();
      stretch = in;
    }
    if (low == null || sample.value() < low.value()) {
      low = sample;
      falling = true;
    }
    if (high == null || sample.value() > high.value()) {
      high = sample;
      falling = false;
    }
    last = sample;
  }

  private void end() {
    Sample least = low;
    Sample most = high;
    if (least == null || most == null) {
      return;
    }
    chosen.add(falling ? most : least);
    if (!least.equals(most)) {
      chosen.add(falling ? least : most);
    }
    low = null;
    high = null;
  }

  /** What has been chosen, in the order of time; nothing can be added any more. */
  List<Sample> samples() {
    end();
    if (last != null && !last.equals(chosen.get(chosen.size() - 1))) {
      chosen.add(last);
    }
    return chosen;
  }
}
