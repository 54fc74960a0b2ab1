package io.github.iotcoord.examples.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Holds each device that is called DOWN against what is true of it. Times are of {@link
 * System#nanoTime}. Thread-safe.
 */
final class DeathLog {
  private final Map<Integer, Long> dead = new HashMap<>();
  private final Map<Integer, Overdue> overdue = new HashMap<>();
  private final List<Long> detectionMillis = new ArrayList<>();
  private final List<String> falseDowns = new ArrayList<>();
  private int deaths;

  private static final long NEWS_ON_THEIR_WAY = TimeUnit.SECONDS.toNanos(1);

  /** A death that nobody had heard of when the device lived again. */
  private record Overdue(long lastBeat, long returnedAt) {}

  /** A device has died, having been heard last at a time. */
  synchronized void died(int device, long lastBeat) {
    deaths++;
    dead.put(device, lastBeat);
  }

  /** A device lives again. If its death went unseen it stays so, but for news on their way. */
  synchronized void returned(int device, long now) {
    Long since = dead.remove(device);
    if (since != null) {
      overdue.put(device, new Overdue(since, now));
    }
  }

  /** A device has been called DOWN. */
  synchronized void down(int device, long now, String what) {
    Long since = dead.remove(device);
    Overdue late = overdue.remove(device);
    if (late != null && now - late.returnedAt < NEWS_ON_THEIR_WAY) {
      since = late.lastBeat;
    }
    if (since == null) {
      falseDowns.add(what);
    } else {
      detectionMillis.add(TimeUnit.NANOSECONDS.toMillis(now - since));
    }
  }

  synchronized int deaths() {
    return deaths;
  }

  synchronized int detected() {
    return detectionMillis.size();
  }

  /** What was said of each device that was alive and called DOWN. */
  synchronized List<String> falseDowns() {
    return List.copyOf(falseDowns);
  }

  /** The detection times, in ascending order. */
  synchronized List<Long> detectionMillis() {
    return detectionMillis.stream().sorted().toList();
  }
}
