package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.DevicePage.indexOf;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the silence of devices, without ZooKeeper and without a thread of its own.
 *
 * <p>Every time is the observed time. A beat touches the device's page only; its deadline stays in
 * the wheel as it was and is looked at when it falls due. So a deadline that has moved nearer, by a
 * shorter period learned, is noticed when the one before it falls due. Thread-safe; locks are taken
 * in the order: this, page, wheel.
 */
final class SilenceJudge {

  /** Hears of what changed, with the lock of the page held: in order for each device. */
  interface Sink {
    /** What is to be published of a page has changed. */
    void pageChanged(int page);

    /** A device has another state. */
    void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after);
  }

  private static final long LONGEST = Long.MAX_VALUE / 4;

  private final String gateway;
  private final FailureDetector detector;
  private final int stateSize;
  private final double confirmation;
  private final Sink sink;
  private final Clock wallClock;
  private final DeadlineWheel wheel;

  private final SlotTable slots; // changed only with the lock of this

  /**
   * @param unit how exactly deadlines are met, in nanoseconds
   */
  SilenceJudge(
      String gateway,
      FailureDetector detector,
      double confirmation,
      long unit,
      Sink sink,
      Clock wallClock) {
    this.gateway = gateway;
    this.detector = detector;
    this.stateSize = detector.stateSize();
    this.confirmation = confirmation;
    this.sink = sink;
    this.wallClock = wallClock;
    this.wheel = new DeadlineWheel(unit);
    this.slots = new SlotTable(stateSize);
  }

  /**
   * Begins to expect a device's beats, or gives it another period.
   *
   * @param transitionsBefore how many transitions the device had before it was tracked here
   */
  synchronized void track(DeviceId id, long period, long transitionsBefore, long now) {
    Integer known = slots.find(id);
    int slot = known != null ? known : slots.reserve();
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    synchronized (page) {
      if (known != null && page.period[i] == period) {
        return;
      }
      page.period[i] = period;
      page.heardAt[i] = now;
      page.quietUntil[i] = 0;
      page.suspectedAt[i] = now;
      detector.start(page.detectorState, i * stateSize, period, now);
      if (known == null) {
        page.ids[i] = id;
        page.transition[i] = transitionsBefore;
        move(page, i, id, DeviceStatus.UP, "tracked; expected every " + Spans.text(period), true);
      } else {
        sink.pageChanged(page.number);
      }
      if (page.status[i] != DeviceStatus.DOWN) {
        wheel.schedule(slot, deadline(page, i));
      }
    }
    slots.put(id, slot);
  }

  /**
   * Goes on with a device where another judge stopped: nothing is told of it, as nothing has
   * changed, and its silence counts from now.
   */
  synchronized void restore(HealthEntry entry, long now) {
    DeviceId id = entry.device();
    if (slots.find(id) != null) {
      return;
    }
    int slot = slots.reserve();
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    synchronized (page) {
      page.ids[i] = id;
      page.period[i] = entry.periodMillis() * 1_000_000;
      page.heardAt[i] = now;
      page.quietUntil[i] = 0;
      page.suspectedAt[i] = now;
      page.status[i] = entry.status();
      page.reason[i] = entry.reason();
      page.sinceMillis[i] = entry.since().toEpochMilli();
      page.transition[i] = entry.transition();
      detector.start(page.detectorState, i * stateSize, page.period[i], now);
      if (page.status[i] != DeviceStatus.DOWN) {
        wheel.schedule(slot, deadline(page, i));
      }
    }
    slots.put(id, slot);
  }

  /** Adds to a tracked device's number of transitions what it had before it was tracked here. */
  void inherit(DeviceId id, long transitionsBefore) {
    on(
        id,
        (page, i) -> {
          page.transition[i] += transitionsBefore;
          sink.pageChanged(page.number);
        });
  }

  synchronized boolean untrack(DeviceId id) {
    boolean found =
        on(
            id,
            (page, i) -> {
              sink.transition(health(page, i, id), null);
              sink.pageChanged(page.number);
              page.ids[i] = null;
              wheel.cancel(page.slotOf(i));
            });
    slots.remove(id);
    return found;
  }

  /** Notes a beat; returns whether the device is tracked. */
  boolean beat(DeviceId id, long sequence, long now) {
    Integer slot = slots.find(id);
    if (slot == null) {
      return false;
    }
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    synchronized (page) {
      if (!id.equals(page.ids[i])) {
        return false;
      }
      detector.beat(page.detectorState, i * stateSize, now, sequence);
      long silence = now - page.heardAt[i];
      page.heardAt[i] = Math.max(now, page.heardAt[i]);
      if (page.status[i] != DeviceStatus.UP) {
        move(page, i, id, DeviceStatus.UP, "heard after " + Spans.text(silence), false);
        wheel.schedule(slot, deadline(page, i));
      }
    }
    return true;
  }

  void expectSilence(DeviceId id, long until) {
    on(
        id,
        (page, i) -> {
          page.quietUntil[i] = until;
          if (page.status[i] != DeviceStatus.DOWN) {
            wheel.schedule(page.slotOf(i), deadline(page, i));
          }
        });
  }

  /**
   * Looks at the deadlines that have passed.
   *
   * @param graceLeft for how long nobody may be condemned yet
   */
  void tick(long now, long graceLeft) {
    for (int slot : wheel.advance(now)) {
      DevicePage page = slots.pageOf(slot);
      synchronized (page) {
        DeviceId id = page.ids[indexOf(slot)];
        if (id != null) {
          judge(page, indexOf(slot), id, now, graceLeft);
        }
      }
    }
  }

  private void judge(DevicePage page, int i, DeviceId id, long now, long graceLeft) {
    if (page.status[i] == DeviceStatus.DOWN) {
      return;
    }
    long deadline = deadline(page, i);
    if (now - deadline < 0) {
      wheel.schedule(page.slotOf(i), deadline);
    } else if (graceLeft > 0) {
      wheel.schedule(page.slotOf(i), now + graceLeft);
    } else {
      boolean down = page.status[i] == DeviceStatus.SUSPECT || confirmation == 0;
      String reason =
          "no beat for "
              + Spans.text(now - page.heardAt[i])
              + "; expected every "
              + Spans.text(page.period[i]);
      page.suspectedAt[i] = now;
      move(page, i, id, down ? DeviceStatus.DOWN : DeviceStatus.SUSPECT, reason, false);
      if (!down) {
        wheel.schedule(page.slotOf(i), deadline(page, i));
      }
    }
  }

  // When the next word against a device is due, if it stays silent. Time asleep is no silence.
  private long deadline(DevicePage page, int i) {
    long quiet = page.quietUntil[i];
    if (page.status[i] == DeviceStatus.UP) {
      long suspectAt = detector.suspectAt(page.detectorState, i * stateSize);
      return Math.max(suspectAt, quiet + (suspectAt - page.heardAt[i]));
    }
    long more = (long) Math.min(confirmation * page.period[i], (double) LONGEST);
    return Math.max(page.suspectedAt[i], quiet) + more;
  }

  private void move(
      DevicePage page, int i, DeviceId id, DeviceStatus status, String reason, boolean first) {
    DeviceHealth before = first ? null : health(page, i, id);
    page.status[i] = status;
    page.reason[i] = reason;
    page.sinceMillis[i] = wallClock.millis();
    page.transition[i]++;
    sink.transition(before, health(page, i, id));
    sink.pageChanged(page.number);
  }

  @Nullable DeviceHealth find(DeviceId id) {
    DeviceHealth[] found = new DeviceHealth[1];
    return on(id, (page, i) -> found[0] = health(page, i, id)) ? found[0] : null;
  }

  int size() {
    return slots.size();
  }

  /** What is to be published of the devices of a page. */
  List<HealthEntry> entries(int number) {
    List<HealthEntry> entries = new ArrayList<>();
    DevicePage page = slots.page(number);
    if (page != null) {
      synchronized (page) {
        for (int i = 0; i < DevicePage.SIZE; i++) {
          DeviceId id = page.ids[i];
          if (id != null) {
            entries.add(HealthEntry.of(health(page, i, id), page.period[i] / 1_000_000, 0));
          }
        }
      }
    }
    return entries;
  }

  private DeviceHealth health(DevicePage page, int i, DeviceId id) {
    return new DeviceHealth(
        id,
        page.status[i],
        gateway,
        Instant.ofEpochMilli(page.sinceMillis[i]),
        page.transition[i],
        page.reason[i],
        false);
  }

  private interface Action {
    void on(DevicePage page, int index);
  }

  private boolean on(DeviceId id, Action action) {
    Integer slot = slots.find(id);
    if (slot == null) {
      return false;
    }
    DevicePage page = slots.pageOf(slot);
    synchronized (page) {
      if (!id.equals(page.ids[indexOf(slot)])) {
        return false;
      }
      action.on(page, indexOf(slot));
      return true;
    }
  }
}
