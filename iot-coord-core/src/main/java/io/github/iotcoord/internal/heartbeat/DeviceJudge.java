package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.Sleep;
import io.github.iotcoord.internal.heartbeat.GroupJudge.Part;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one device. Each method is for the holder of the device's lock, takes the
 * device's {@link Word}, and returns the word that it has from then on.
 */
final class DeviceJudge {
  /** A suspicion that a beat ended was mostly a lost beat. */
  private static final double PART_OF_AN_OUTAGE = 0.25;

  private static final int LEAST_BEATS_IF_FLAPPING = 3;

  private final String gateway;
  private final FailureDetector detector;
  private final int recoveryBeats;
  private final Flaps flaps;
  private final Patience patience;
  private final GroupJudge group;
  private final SilenceJudge.Sink sink;
  private final Clock wallClock;

  DeviceJudge(
      String gateway,
      HeartbeatOptions options,
      GroupJudge group,
      Flaps flaps,
      Patience patience,
      SilenceJudge.Sink sink,
      Clock wallClock) {
    this.gateway = gateway;
    this.detector = options.detector();
    this.recoveryBeats = options.recoveryBeats();
    this.flaps = flaps;
    this.patience = patience;
    this.group = group;
    this.sink = sink;
    this.wallClock = wallClock;
  }

  /** Gives a device another period, and begins anew to count its silence. */
  long restart(DevicePage page, int i, long word, long period, long now) {
    int octaveBefore = octave(page, i);
    Part before = part(page, i, word);
    long started = start(page, i, word, period, now);
    page.awake(i);
    group.count(octaveBefore, before, Part.NONE);
    return started;
  }

  private long start(DevicePage page, int i, long word, long period, long now) {
    detector.start(page.longs, page.stateAt(i), period, now);
    page.period(i, DeclaredPeriod.of(period));
    boolean up = Word.status(word) == DeviceStatus.UP;
    long started = up ? Word.withCountdown(word, upCountdown(page, i)) : word;
    count(page, i, Part.NONE, started);
    return started;
  }

  /** A device that has no state yet is UP when it is tracked. */
  long track(DevicePage page, int i, long period, long now) {
    long word = Word.moved(0, DeviceStatus.UP, Cause.TRACKED, wallClock.millis());
    long started = start(page, i, word, period, now);
    tell(page, i, null, started);
    if (sink.isListening()) {
      sink.transition(null, health(page, i, started));
    }
    return started;
  }

  /** A device whose state another judge has told already. */
  long restore(DevicePage page, int i, HealthEntry entry, long now) {
    long since = entry.since().toEpochMilli();
    // One that is silent may be one of many: nobody has listened meanwhile.
    boolean counted =
        entry.status() == DeviceStatus.SUSPECT || entry.status() == DeviceStatus.UNREACHABLE;
    long word = Word.withCounted(Word.moved(0, entry.status(), Cause.RESTORED, since), counted);
    if (entry.flapping()) {
      word = Word.restoredFlapping(word, flaps.raised(now));
    }
    page.told(i, entry.reason());
    page.session(i, entry.session());
    long started = start(page, i, word, entry.periodMillis() * 1_000_000, now);
    sleepOn(page, i, entry.sleep(), now);
    return started;
  }

  /** It was said how long it will be silent. */
  void sleep(DevicePage page, int i, long until, long now) {
    detector.sleep(page.longs, page.stateAt(i), until);
    Sleep sleep = Sleep.announced(until - now, wallClock.millis());
    if (!sleep.equals(page.sleep(i))) {
      sink.pageChanged(page.number);
    }
    page.sleep(i, sleep);
  }

  /** It goes on with a sleep of which another judge was told. */
  void sleepOn(DevicePage page, int i, Sleep sleep, long now) {
    long millis = sleep.remainingMillis(wallClock.millis());
    if (millis > 0) {
      detector.sleep(page.longs, page.stateAt(i), now + millis * 1_000_000);
      page.sleep(i, sleep);
    }
  }

  /**
   * A sign of life that is none of those that come once a period: it ends the silence, and teaches
   * nothing.
   *
   * @param sleepsOn whether it is asleep, and stays so
   */
  long alive(DevicePage page, int i, long word, boolean sleepsOn, long now) {
    long silence = patience.silence(page, i, now);
    if (!sleepsOn) {
      detector.sleep(page.longs, page.stateAt(i), now);
    }
    return (word & Word.SETTLED) == 0 ? word : heard(page, i, word, silence, now);
  }

  /** Takes a device out of all that is counted. */
  void untrack(DevicePage page, int i, long word) {
    group.count(octave(page, i), part(page, i, word), Part.NONE);
    sink.pageChanged(page.number);
    if (sink.isListening()) {
      sink.transition(health(page, i, word), null);
    }
  }

  /** A sign of life, of a device whose word is not {@link Word#SETTLED}. */
  long heard(DevicePage page, int i, long word, long silence, long now) {
    int countdown = Word.countdown(word);
    if (Word.status(word) == DeviceStatus.UP) {
      return learned(page, i, word);
    }
    if (countdown > 1) {
      return Word.withCountdown(word, countdown - 1);
    }
    if (countdown == 1) {
      return up(page, i, word, page.silence(i)); // the silence that its first beat ended
    }
    int beats = beatsToRecover(Word.flapping(word));
    if (Word.status(word) == DeviceStatus.DOWN && beats > 1) {
      long suspect = move(page, i, word, silence, false, DeviceStatus.SUSPECT, Cause.RECOVERING);
      long recovering = Word.withCountdown(suspect, beats - 1);
      count(page, i, part(page, i, suspect), recovering);
      return recovering;
    }
    boolean suspect = Word.status(word) == DeviceStatus.SUSPECT;
    long up = up(page, i, word, silence);
    return suspect ? damp(page, i, up, PART_OF_AN_OUTAGE, now) : up;
  }

  private long up(DevicePage page, int i, long word, long silence) {
    return move(page, i, word, silence, false, DeviceStatus.UP, Cause.HEARD);
  }

  private static int upCountdown(DevicePage page, int i) {
    return page.period(i) == DeclaredPeriod.NONE ? Word.LEARNING : 0;
  }

  private int beatsToRecover(boolean flapping) {
    return flapping ? Math.max(LEAST_BEATS_IF_FLAPPING, recoveryBeats) : recoveryBeats;
  }

  private long learned(DevicePage page, int i, long word) {
    long period = detector.period(page.longs, page.stateAt(i));
    if (period == FailureDetector.UNKNOWN_PERIOD) {
      return word;
    }
    page.period(i, DeclaredPeriod.learned(period));
    long known = Word.withCountdown(word, 0);
    count(page, i, Part.NONE, known);
    sink.pageChanged(page.number);
    return known;
  }

  /** It is silent for longer than it should be. */
  long suspect(DevicePage page, int i, long word, long now) {
    long silence = patience.silence(page, i, now);
    return move(page, i, word, silence, true, DeviceStatus.SUSPECT, Cause.SILENT);
  }

  /** It is silent for so long that it is given up, unless most others are silent too. */
  long giveUp(DevicePage page, int i, long word, long now) {
    if (group.isSilent() && Word.status(word) == DeviceStatus.UNREACHABLE) {
      return word;
    }
    long silence = patience.silence(page, i, now);
    // One that is left over from an earlier silence of the group is not counted again.
    boolean counted = part(page, i, word) != Part.NONE;
    if (group.isSilent()) {
      return move(page, i, word, silence, counted, DeviceStatus.UNREACHABLE, Cause.GROUP_SILENT);
    }
    long down = move(page, i, word, silence, counted, DeviceStatus.DOWN, Cause.SILENT);
    return damp(page, i, down, 1, now);
  }

  /** Its gateway was told that it is gone. */
  long disconnected(DevicePage page, int i, long word, String reason, long now) {
    if (Word.status(word) == DeviceStatus.DOWN) {
      return word;
    }
    page.told(i, reason);
    long silence = patience.silence(page, i, now);
    long down = move(page, i, word, silence, false, DeviceStatus.DOWN, Cause.DISCONNECTED);
    return damp(page, i, down, 1, now);
  }

  /** It does not count any more as one of those that have fallen silent together. */
  long uncounted(DevicePage page, int i, long word) {
    Part before = part(page, i, word);
    long uncounted = Word.withCounted(word, false);
    count(page, i, before, uncounted);
    return uncounted;
  }

  private long damp(DevicePage page, int i, long word, double outages, long now) {
    long damped = Word.withPenalty(word, flaps.add(Word.penalty(word), outages, now));
    return Word.flapping(word) || !flaps.isRaised(Word.penalty(damped), now)
        ? damped
        : flap(page, i, damped, true, now);
  }

  /** Lets what outages have left behind fade. */
  long faded(DevicePage page, int i, long word, long now) {
    int penalty = Word.penalty(word);
    if (Word.flapping(word)) {
      return flaps.isCleared(penalty, now) ? flap(page, i, word, false, now) : word;
    }
    return penalty != Flaps.NONE && flaps.isForgotten(penalty, now)
        ? Word.withPenalty(word, Flaps.NONE)
        : word;
  }

  private long flap(DevicePage page, int i, long word, boolean flapping, long now) {
    DeviceHealth before = before(page, i, word);
    page.outages(i, (int) Math.round(flaps.outages(Word.penalty(word), now)));
    return tell(page, i, before, Word.withFlapping(word, flapping));
  }

  private long move(
      DevicePage page,
      int i,
      long word,
      long silence,
      boolean counted,
      DeviceStatus status,
      Cause cause) {
    DeviceHealth before = before(page, i, word);
    Part partBefore = part(page, i, word);
    long moved = Word.withCounted(Word.moved(word, status, cause, wallClock.millis()), counted);
    if (status == DeviceStatus.UP) {
      moved = Word.withCountdown(moved, upCountdown(page, i));
    }
    page.silence(i, silence);
    count(page, i, partBefore, moved);
    return tell(page, i, before, moved);
  }

  private @Nullable DeviceHealth before(DevicePage page, int i, long word) {
    return sink.isListening() ? health(page, i, word) : null;
  }

  private long tell(DevicePage page, int i, @Nullable DeviceHealth before, long word) {
    page.addTransitions(i, 1);
    sink.pageChanged(page.number);
    if (before != null) {
      sink.transition(before, health(page, i, word));
    }
    return word;
  }

  private void count(DevicePage page, int i, Part before, long word) {
    Part now = part(page, i, word);
    if (now != before) {
      group.count(octave(page, i), before, now);
    }
  }

  private static int octave(DevicePage page, int i) {
    return DeclaredPeriod.octave(page.period(i));
  }

  static Part part(DevicePage page, int i, long word) {
    if (page.period(i) == DeclaredPeriod.NONE) {
      return Part.NONE;
    }
    return switch (Word.status(word)) {
      case UP -> Part.HEARD;
      case SUSPECT ->
          Word.countdown(word) > 0 ? Part.HEARD : Word.counted(word) ? Part.SILENT : Part.NONE;
      case DOWN, UNREACHABLE -> Word.counted(word) ? Part.SILENT : Part.NONE;
    };
  }

  DeviceHealth health(DevicePage page, int i, long word) {
    return new DeviceHealth(
        Objects.requireNonNull(page.ids[i]),
        Word.status(word),
        gateway,
        Instant.ofEpochMilli(Word.sinceMillis(word)),
        page.transition(i),
        Reasons.text(page, i, word, periodOf(page, i), beatsToRecover(flappedWhenMoved(word))),
        Word.flapping(word));
  }

  private static boolean flappedWhenMoved(long word) {
    return Word.flapping(word) != Word.aboutFlapping(word);
  }

  /** The time between two beats, as declared, else as learned, in nanoseconds; 0 if unknown. */
  long periodOf(DevicePage page, int i) {
    int period = page.period(i);
    return DeclaredPeriod.isDeclared(period)
        ? DeclaredPeriod.nanos(period)
        : detector.period(page.longs, page.stateAt(i));
  }
}
