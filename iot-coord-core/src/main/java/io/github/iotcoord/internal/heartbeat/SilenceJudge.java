package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.DevicePage.indexOf;

import io.github.iotcoord.failure.FailureDetector;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Judges the silence of devices, without ZooKeeper and without a thread of its own.
 *
 * <p>Every time is the observed time. A beat touches its device's state only. Thread-safe; locks
 * are taken in the order: that of the rounds, this, a device's, those of wheel and group.
 */
final class SilenceJudge {

  /** Hears of what changed, with the lock of the device held: in order for each device. */
  interface Sink {
    /** What is to be published of a page has changed. */
    void pageChanged(int page);

    /** Whether anybody wants to hear of transitions. */
    boolean isListening();

    /** A device has another state. */
    void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after);

    /** The state of all devices together is another; with no lock of a device held. */
    void groupChanged(GroupTransition transition);
  }

  /** Deadlines are rounded up to units, which must not make a device wait for one more tick. */
  private static final int UNITS_OF_TICK = 16;

  private final FailureDetector detector;
  private final Sink sink;
  private final GroupJudge group;
  private final DeviceJudge devices;
  private final Patience patience;
  private final SlotTable slots; // changed only with the lock of this
  private final Rounds rounds;

  SilenceJudge(String gateway, HeartbeatOptions options, Sink sink, Clock wallClock) {
    this.detector = options.detector();
    this.sink = sink;
    this.group =
        new GroupJudge(
            gateway, options.massSilenceDevices(), options.massSilenceShare(), wallClock);
    Flaps flaps = new Flaps(options.flapHalfLife(), options.flapOutages());
    this.patience = new Patience(options, flaps, group);
    this.devices = new DeviceJudge(gateway, options, group, flaps, patience, sink, wallClock);
    this.slots = new SlotTable(detector.stateSize());
    this.rounds =
        new Rounds(options.tick().toNanos() / UNITS_OF_TICK, slots, devices, patience, group, sink);
  }

  /**
   * Begins to expect a device's beats, or gives it another period.
   *
   * @param transitionsBefore how many transitions the device had before it was tracked here
   * @return the device's slot
   */
  synchronized int track(DeviceId id, long period, long transitionsBefore, long now) {
    int known = slots.find(id);
    if (known != IdIndex.NOT_FOUND) {
      retrack(slots.pageOf(known), indexOf(known), period, now);
      return known;
    }
    int slot = slots.reserve();
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    long word = page.lock(i);
    try {
      page.ids[i] = id;
      page.addTransitions(i, transitionsBefore);
      word = devices.track(page, i, period, now);
      rounds.hasten(page, i, word, now);
      slots.put(id, slot);
    } catch (RuntimeException e) {
      word = page.clear(i);
      slots.release(slot);
      throw e;
    } finally {
      page.unlock(i, word);
    }
    return slot;
  }

  private void retrack(DevicePage page, int i, long period, long now) {
    long word = page.lock(i);
    try {
      int declared = page.period(i);
      boolean same =
          period == FailureDetector.UNKNOWN_PERIOD
              ? !DeclaredPeriod.isDeclared(declared)
              : declared == DeclaredPeriod.of(period);
      if (!same) {
        word = devices.restart(page, i, word, period, now);
        sink.pageChanged(page.number);
        rounds.hasten(page, i, word, now);
      }
    } finally {
      page.unlock(i, word);
    }
  }

  /**
   * Goes on with a device where another judge stopped: nothing is told of it, as nothing has
   * changed, and its silence counts from now.
   */
  synchronized void restore(HealthEntry entry, long now) {
    DeviceId id = entry.device();
    if (slots.find(id) != IdIndex.NOT_FOUND) {
      return;
    }
    int slot = slots.reserve();
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    long word = page.lock(i);
    try {
      page.ids[i] = id;
      page.addTransitions(i, entry.transition());
      word = devices.restore(page, i, entry, now);
      rounds.hasten(page, i, word, now);
      slots.put(id, slot);
    } finally {
      page.unlock(i, word);
    }
  }

  /** Adds to a tracked device's number of transitions what it had before it was tracked here. */
  void inherit(DeviceId id, long transitionsBefore) {
    on(
        id,
        (page, i, word) -> {
          page.addTransitions(i, transitionsBefore);
          sink.pageChanged(page.number);
          return word;
        });
  }

  /** Lets a tracked device sleep on, unless something newer is known of it here. */
  void sleepOn(HealthEntry before, long now) {
    on(
        before.device(),
        (page, i, word) -> {
          if (!page.isSleepKnown(i) && page.session(i) <= before.session()) {
            devices.sleepOn(page, i, before.sleep(), now);
            rounds.hasten(page, i, word, now);
          }
          return word;
        });
  }

  synchronized boolean untrack(DeviceId id) {
    int slot = slots.find(id);
    if (slot == IdIndex.NOT_FOUND) {
      return false;
    }
    slots.remove(id);
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    long word = page.lock(i);
    try {
      devices.untrack(page, i, word);
    } finally {
      page.unlock(i, page.clear(i));
      slots.release(slot);
    }
    return true;
  }

  /** Notes a beat; returns whether the device is tracked. */
  boolean beat(DeviceId id, long sequence, long now) {
    int slot = slots.find(id);
    if (slot == IdIndex.NOT_FOUND) {
      return false;
    }
    DevicePage page = slots.pageOf(slot);
    DeviceId known = page.ids[indexOf(slot)];
    return id.equals(known) && beat(page, indexOf(slot), known, sequence, now);
  }

  /** As {@link #beat(DeviceId, long, long)}, for one whose place, and the id there, are known. */
  boolean beat(DevicePage page, int i, DeviceId id, long sequence, long now) {
    long word = page.lock(i);
    try {
      if (!page.holds(i, id)) {
        return false;
      }
      if ((word & Word.SETTLED) == 0) {
        detector.beat(page.longs, page.stateAt(i), now, sequence);
      } else {
        long silence = patience.silence(page, i, now);
        detector.beat(page.longs, page.stateAt(i), now, sequence);
        word = devices.heard(page, i, word, silence, now);
        rounds.hasten(page, i, word, now);
      }
      return true;
    } finally {
      page.unlock(i, word);
    }
  }

  /**
   * Notes a beat that arrived while the clock stood still. Between such beats no time seems to
   * pass, so nothing is learned from them.
   */
  boolean unobservedBeat(DeviceId id, long now) {
    boolean[] known = {false};
    on(
        id,
        (page, i, word) -> {
          known[0] = true;
          return unobservedBeat(page, i, word, now);
        });
    return known[0];
  }

  /** As {@link #unobservedBeat(DeviceId, long)}, for one whose place is known. */
  boolean unobservedBeat(DevicePage page, int i, DeviceId id, long now) {
    long word = page.lock(i);
    try {
      boolean known = page.holds(i, id);
      word = known ? unobservedBeat(page, i, word, now) : word;
      return known;
    } finally {
      page.unlock(i, word);
    }
  }

  private long unobservedBeat(DevicePage page, int i, long word, long now) {
    long alive = devices.alive(page, i, word, patience.isAsleep(page, i, now), now);
    rounds.hasten(page, i, alive, now);
    return alive;
  }

  /** The place of a slot, for {@link #beat(DevicePage, int, DeviceId, long, long)}. */
  DevicePage pageOf(int slot) {
    return slots.pageOf(slot);
  }

  void expectSilence(DeviceId id, long until, long now) {
    on(
        id,
        (page, i, word) -> {
          devices.sleep(page, i, until, now);
          rounds.hasten(page, i, word, now);
          return word;
        });
  }

  /** A device has connected; returns false if it is not tracked, or has a newer connection. */
  boolean connected(DeviceId id, long session, long now) {
    boolean[] newer = {false};
    on(
        id,
        (page, i, word) -> {
          newer[0] = session > page.session(i);
          return newer[0] ? connected(page, i, word, session, now) : word;
        });
    return newer[0];
  }

  private long connected(DevicePage page, int i, long word, long session, long now) {
    page.session(i, session);
    sink.pageChanged(page.number);
    page.awake(i);
    long alive = devices.alive(page, i, word, false, now);
    rounds.hasten(page, i, alive, now);
    return alive;
  }

  /** A connection has ended; returns false if the device is not tracked, or has a newer one. */
  boolean disconnected(DeviceId id, long session, String reason, long now) {
    boolean[] current = {false};
    on(
        id,
        (page, i, word) -> {
          long before = page.session(i);
          current[0] = session >= before;
          if (!current[0]) {
            return word;
          }
          if (session > before) {
            page.session(i, session);
            sink.pageChanged(page.number);
          }
          long down = devices.disconnected(page, i, word, reason, now);
          rounds.hasten(page, i, down, now);
          return down;
        });
    return current[0];
  }

  /**
   * Looks at the deadlines that have passed.
   *
   * @param graceLeft for how long nobody may be condemned yet
   */
  void tick(long now, long graceLeft) {
    rounds.tick(now, graceLeft);
  }

  GroupHealth group() {
    return group.health();
  }

  /** Adds to the group's number of transitions what it had under an earlier judge. */
  void inheritGroup(long transitionsBefore) {
    group.inherit(transitionsBefore);
  }

  /** Goes on with the group where another judge stopped: before its devices are restored. */
  void restoreGroup(GroupHealth published) {
    group.restore(published);
  }

  /**
   * For how long the devices of a page have been silent, in the order of {@link #entries}; -1 for
   * one that sleeps.
   */
  void silences(int number, long now, ObjLongConsumer<DeviceId> each) {
    DevicePage page = slots.page(number);
    for (int i = 0; page != null && i < DevicePage.SIZE; i++) {
      DeviceId id;
      long silence;
      long word = page.lock(i);
      try {
        id = page.ids[i];
        silence =
            id == null || patience.isAsleep(page, i, now) ? -1 : patience.silence(page, i, now);
      } finally {
        page.unlock(i, word);
      }
      if (id != null) {
        each.accept(id, silence);
      }
    }
  }

  /** How many pages have, or had, devices. */
  int pages() {
    return slots.pages();
  }

  @Nullable DeviceHealth find(DeviceId id) {
    @Nullable DeviceHealth[] found = new @Nullable DeviceHealth[1];
    on(
        id,
        (page, i, word) -> {
          found[0] = devices.health(page, i, word);
          return word;
        });
    return found[0];
  }

  int size() {
    return slots.size();
  }

  /** What is to be published of the devices of a page. */
  List<HealthEntry> entries(int number) {
    List<HealthEntry> entries = new ArrayList<>();
    DevicePage page = slots.page(number);
    for (int i = 0; page != null && i < DevicePage.SIZE; i++) {
      long word = page.lock(i);
      try {
        if (page.ids[i] != null) {
          entries.add(
              HealthEntry.of(
                  devices.health(page, i, word),
                  devices.periodOf(page, i) / 1_000_000,
                  page.session(i),
                  page.sleep(i)));
        }
      } finally {
        page.unlock(i, word);
      }
    }
    return entries;
  }

  private interface Action {
    /** Returns the device's new word. */
    long on(DevicePage page, int index, long word);
  }

  private void on(DeviceId id, Action action) {
    int slot = slots.find(id);
    if (slot == IdIndex.NOT_FOUND) {
      return;
    }
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    long word = page.lock(i);
    try {
      if (id.equals(page.ids[i])) {
        word = action.on(page, i, word);
      }
    } finally {
      page.unlock(i, word);
    }
  }
}
