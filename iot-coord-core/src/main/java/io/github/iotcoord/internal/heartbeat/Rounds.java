package io.github.iotcoord.internal.heartbeat;

import static io.github.iotcoord.internal.heartbeat.DevicePage.indexOf;

import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import java.util.Arrays;

/**
 * Looks at devices whose deadlines have passed.
 *
 * <p>Deadlines are in the wheel by blocks of neighbouring devices: when the earliest of a block
 * falls due, all of the block are looked at, and the earliest of what their deadlines are by then
 * is set. So a beat, which puts a deadline off, leaves the wheel alone, and a deadline that has
 * moved nearer, by a shorter period learned, is noticed when the one before it falls due. What else
 * moves one nearer says so. Thread-safe.
 */
final class Rounds {
  /** How many devices share a deadline: few, so that a fast one disturbs few slow ones. */
  private static final int BLOCK = 32;

  private static final int BLOCKS_OF_PAGE = DevicePage.SIZE / BLOCK;

  private final SlotTable slots;
  private final DeviceJudge devices;
  private final Patience patience;
  private final GroupJudge group;
  private final SilenceJudge.Sink sink;
  private final DeadlineWheel wheel;

  private final Object ticking = new Object();
  private final int[] dueOfOctave = new int[DeclaredPeriod.OCTAVES];
  private int[] due = new int[16];
  private int dueCount;

  /**
   * @param unit how exactly deadlines are met, in nanoseconds
   */
  Rounds(
      long unit,
      SlotTable slots,
      DeviceJudge devices,
      Patience patience,
      GroupJudge group,
      SilenceJudge.Sink sink) {
    this.slots = slots;
    this.devices = devices;
    this.patience = patience;
    this.group = group;
    this.sink = sink;
    this.wheel = new DeadlineWheel(unit);
  }

  /**
   * Looks at the deadlines that have passed.
   *
   * @param graceLeft for how long nobody may be condemned yet
   */
  void tick(long now, long graceLeft) {
    synchronized (ticking) {
      dueCount = 0;
      Arrays.fill(dueOfOctave, 0);
      for (int block : wheel.advance(now)) {
        look(block, now, graceLeft);
      }
      // Who is given up is decided when it is known how many fell silent.
      GroupTransition transition = group.judge(dueOfOctave, now);
      if (transition != null) {
        sink.groupChanged(transition);
        if (!group.isSilent()) {
          release(now);
        }
      }
      for (int n = 0; n < dueCount; n++) {
        giveUp(due[n], now);
      }
    }
  }

  private void look(int block, long now, long graceLeft) {
    DevicePage page = slots.page(block / BLOCKS_OF_PAGE);
    if (page == null) {
      return;
    }
    int from = block % BLOCKS_OF_PAGE * BLOCK;
    long earliest = Patience.NEVER;
    for (int i = from; i < from + BLOCK; i++) {
      if (page.ids[i] != null) {
        earliest = Math.min(earliest, look(page, i, now, graceLeft));
      }
    }
    hasten(page, from, earliest);
  }

  // Returns when to look again.
  private long look(DevicePage page, int i, long now, long graceLeft) {
    long word = page.lock(i);
    try {
      if (page.ids[i] == null) {
        return Patience.NEVER;
      }
      word = devices.faded(page, i, word, now);
      if (now - patience.deadline(page, i, word) >= 0) {
        if (graceLeft > 0) {
          return now + graceLeft;
        }
        if (patience.isToBeSuspected(word)) {
          word = devices.suspect(page, i, word, now);
        } else if (Word.status(word) == DeviceStatus.DOWN) {
          word = devices.uncounted(page, i, word);
        } else {
          noteDue(page, i, word);
          return Patience.NEVER;
        }
      }
      return patience.nextLook(page, i, word, now);
    } finally {
      page.unlock(i, word);
    }
  }

  private void noteDue(DevicePage page, int i, long word) {
    if (dueCount == due.length) {
      due = Arrays.copyOf(due, dueCount * 2);
    }
    due[dueCount++] = page.slotOf(i);
    if (DeviceJudge.part(page, i, word) == GroupJudge.Part.HEARD) {
      dueOfOctave[DeclaredPeriod.octave(page.period(i))]++;
    }
  }

  private void giveUp(int slot, long now) {
    DevicePage page = slots.pageOf(slot);
    int i = indexOf(slot);
    long word = page.lock(i);
    try {
      if (page.ids[i] != null) {
        if (now - patience.deadline(page, i, word) >= 0 && Word.status(word) != DeviceStatus.DOWN) {
          word = devices.giveUp(page, i, word, now);
        }
        hasten(page, i, word, now);
      }
    } finally {
      page.unlock(i, word);
    }
  }

  // The group is heard again: what is still silent is judged by itself, after a grace.
  private void release(long now) {
    patience.groupHeard(now);
    for (int number = 0; number < slots.pages(); number++) {
      DevicePage page = slots.page(number);
      for (int i = 0; page != null && i < DevicePage.SIZE; i++) {
        long word = page.lock(i);
        try {
          if (page.ids[i] != null && isSilent(word)) {
            word = devices.uncounted(page, i, word);
            hasten(page, i, word, now);
          }
        } finally {
          page.unlock(i, word);
        }
      }
    }
  }

  // Also one that is left over from an earlier silence, and fell due in this one.
  private static boolean isSilent(long word) {
    DeviceStatus status = Word.status(word);
    return Word.counted(word)
        || status == DeviceStatus.SUSPECT
        || status == DeviceStatus.UNREACHABLE;
  }

  /** Sees to it that a device is looked at in time; its lock is held. */
  void hasten(DevicePage page, int i, long word, long now) {
    hasten(page, i, patience.nextLook(page, i, word, now));
  }

  private void hasten(DevicePage page, int i, long deadline) {
    if (deadline < Patience.NEVER) {
      wheel.hasten(page.slotOf(i) / BLOCK, deadline);
    }
  }
}
