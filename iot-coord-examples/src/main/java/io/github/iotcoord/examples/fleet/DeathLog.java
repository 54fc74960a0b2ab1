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
  private static final long NEWS_ON_THEIR_WAY = TimeUnit.SECONDS.toNanos(1);

  private final Map<Integer, Death> dead = new HashMap<>();
  private final Map<Integer, Death> returned = new HashMap<>();
  private final List<Long> detectionMillis = new ArrayList<>();
  private final List<String> falseDowns = new ArrayList<>();
  private int deaths;

  private static final class Death {
    final long lastBeat;
    long returnedAt;
    boolean detected;

    Death(long lastBeat) {
      this.lastBeat = lastBeat;
    }
  }

  /** A device has died, having been heard last at a time. */
  synchronized void died(int device, long lastBeat) {
    deaths++;
    dead.put(device, new Death(lastBeat));
  }

  /** A device lives again. If its death went unseen it stays so, but for news on their way. */
  synchronized void returned(int device, long now) {
    Death death = dead.remove(device);
    if (death != null) {
      death.returnedAt = now;
      returned.put(device, death);
    }
  }

  /** A device has been called DOWN. */
  synchronized void down(int device, long now, String what) {
    Death death = dead.get(device);
    if (death == null) {
      Death over = returned.remove(device);
      boolean late = over != null && !over.detected && now - over.returnedAt < NEWS_ON_THEIR_WAY;
      death = late ? over : null;
    }
    if (death == null) {
      falseDowns.add(what);
    } else if (!death.detected) {
      death.detected = true;
      detectionMillis.add(TimeUnit.NANOSECONDS.toMillis(now - death.lastBeat));
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
