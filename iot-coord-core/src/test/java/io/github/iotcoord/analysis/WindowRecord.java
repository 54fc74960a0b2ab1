package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remembers what windows say, and which of it counts. */
final class WindowRecord implements WindowListener {
  final List<WindowAggregate> all = new ArrayList<>();
  final List<WindowAggregate> retracted = new ArrayList<>();
  final List<Sample> dropped = new ArrayList<>();
  final List<DropReason> reasons = new ArrayList<>();
  final Map<String, WindowAggregate> valid = new TreeMap<>();

  @Override
  public void window(WindowAggregate result) {
    all.add(result);
    WindowAggregate before = valid.put(NaiveWindows.name(result), result);
    if (before != null && before.revision() >= result.revision()) {
      throw new AssertionError(result + " does not replace " + before);
    }
  }

  @Override
  public void retracted(WindowAggregate earlier) {
    retracted.add(earlier);
    if (!valid.remove(NaiveWindows.name(earlier), earlier)) {
      throw new AssertionError(earlier + " had not been said");
    }
  }

  @Override
  public void dropped(Sample sample, DropReason reason) {
    dropped.add(sample);
    reasons.add(reason);
  }
}
