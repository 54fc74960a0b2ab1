package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.internal.codec.Sleep;
import io.github.iotcoord.registry.DeviceId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the devices of one page, side by side in arrays: for each device its {@link
 * Word} and the detector's state in neighbouring longs, two ints, and a reference to its id.
 *
 * <p>A page is also what one znode holds, so that what changes together is written together.
 *
 * <p>Each device has a lock of its own, a bit of its word, because that costs a beat one write to
 * memory that it writes anyway, where a monitor of the JVM costs two and memory of its own. It is
 * held for as long as a beat or a transition takes, and whoever finds it taken tries again. All
 * other methods are for the holder of the device's lock.
 */
final class DevicePage {
  static final int SIZE = 128;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int SPINS = 100;
  private static final long PARKED_NANOS = 1_000;

  /** In place of a sleep: it is known that there is none. */
  private static final long AWAKE = -1;

  private static final int TRANSITION = 0;
  private static final int SILENCE = 1;
  private static final int INTS = 2;

  final int number;
  final long[] longs;
  final @Nullable DeviceId[] ids = new @Nullable DeviceId[SIZE];
  private final int[] ints = new int[SIZE * INTS];
  private final int stride;

  private boolean hasPeriod;
  private int commonPeriod;

  // Made when a device of the page first needs them, under the lock of the page. Volatile: the
  // holders of other devices see them too, and must see them filled. Few beats look at them.
  private volatile int @Nullable [] periods;
  private volatile long @Nullable [] sessions;
  private volatile long @Nullable [] sleeps;
  private volatile @Nullable String @Nullable [] told;
  private volatile byte @Nullable [] outages;

  DevicePage(int number, int detectorStateSize) {
    this.number = number;
    this.stride = 1 + detectorStateSize;
    this.longs = new long[SIZE * stride];
  }

  static int pageOf(int slot) {
    return slot / SIZE;
  }

  static int indexOf(int slot) {
    return slot % SIZE;
  }

  int slotOf(int index) {
    return number * SIZE + index;
  }

  /** Whether a place is that of a device, by the very object of its id. */
  @SuppressWarnings("ReferenceEquality") // an equal one may have been tracked before
  boolean holds(int i, DeviceId id) {
    return ids[i] == id;
  }

  /** Takes a device's lock; returns its word. */
  long lock(int i) {
    int at = i * stride;
    for (int tries = 0; ; tries++) {
      long word = longs[at];
      if (word >= 0 && LONGS.weakCompareAndSetAcquire(longs, at, word, word | Word.LOCKED)) {
        return word;
      }
      if (tries < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PARKED_NANOS); // its holder may need this processor
      }
    }
  }

  /** Gives a device's lock back, and the device its word. */
  void unlock(int i, long word) {
    LONGS.setRelease(longs, i * stride, word);
  }

  /** Where in {@link #longs} the detector's state of a device begins. */
  int stateAt(int i) {
    return i * stride + 1;
  }

  long transition(int i) {
    return Integer.toUnsignedLong(ints[i * INTS + TRANSITION]);
  }

  void addTransitions(int i, long count) {
    ints[i * INTS + TRANSITION] += (int) count;
  }

  /**
   * How long the silence was at the last transition, in nanoseconds. A float is exact enough: of an
   * hour it lacks less than a millisecond, and it never adds anything.
   */
  long silence(int i) {
    return (long) Float.intBitsToFloat(ints[i * INTS + SILENCE]);
  }

  void silence(int i, long nanos) {
    float rounded = (float) nanos;
    boolean up = rounded > (double) nanos;
    ints[i * INTS + SILENCE] = Float.floatToRawIntBits(up ? Math.nextDown(rounded) : rounded);
  }

  /** See {@link DeclaredPeriod}. */
  int period(int i) {
    int[] all = periods;
    return all == null ? commonPeriod : all[i];
  }

  /** Most fleets have few periods: one that all devices of the page share is held once. */
  synchronized void period(int i, int period) {
    if (!hasPeriod) {
      hasPeriod = true;
      commonPeriod = period;
    } else if (period(i) != period) {
      int[] all = periods;
      if (all == null) {
        all = new int[SIZE];
        Arrays.fill(all, commonPeriod);
        periods = all;
      }
      all[i] = period;
    }
  }

  /** The number of the device's connection, 0 if it has none. */
  long session(int i) {
    long[] all = sessions;
    return all == null ? 0 : all[i];
  }

  void session(int i, long session) {
    long[] all = sessions;
    if (all == null) {
      synchronized (this) {
        all = sessions;
        if (all == null) {
          all = new long[SIZE];
          sessions = all;
        }
      }
    }
    all[i] = session;
  }

  /** The last sleep that was announced. */
  Sleep sleep(int i) {
    long packed = packedSleep(i);
    return packed == AWAKE ? Sleep.NONE : Sleep.unpacked(packed);
  }

  /** Whether it is known here whether the device sleeps. */
  boolean isSleepKnown(int i) {
    return packedSleep(i) != 0;
  }

  private long packedSleep(int i) {
    long[] all = sleeps;
    return all == null ? 0 : all[i];
  }

  void sleep(int i, Sleep sleep) {
    long[] all = sleeps;
    if (all == null) {
      synchronized (this) {
        all = sleeps == null ? new long[SIZE] : sleeps;
        sleeps = all;
      }
    }
    all[i] = sleep.equals(Sleep.NONE) ? AWAKE : sleep.packed();
  }

  /** Ends a sleep, if there is one. */
  void awake(int i) {
    if (sleeps != null) {
      sleeps[i] = AWAKE;
    }
  }

  /** Why the device's connection ended. */
  String told(int i) {
    @Nullable String[] all = told;
    String reason = all == null ? null : all[i];
    return reason == null ? "" : reason;
  }

  void told(int i, String reason) {
    @Nullable String[] all = told;
    if (all == null) {
      synchronized (this) {
        all = told;
        if (all == null) {
          all = new @Nullable String[SIZE];
          told = all;
        }
      }
    }
    all[i] = reason;
  }

  /** How many outages the device had had lately when it began, or ceased, to flap. */
  int outages(int i) {
    byte[] all = outages;
    return all == null ? 0 : all[i];
  }

  void outages(int i, int count) {
    byte[] all = outages;
    if (all == null) {
      synchronized (this) {
        all = outages;
        if (all == null) {
          all = new byte[SIZE];
          outages = all;
        }
      }
    }
    all[i] = (byte) count;
  }

  /** Forgets a device but for its lock and its period; returns its new word. */
  long clear(int i) {
    ids[i] = null;
    ints[i * INTS + TRANSITION] = 0;
    ints[i * INTS + SILENCE] = 0;
    long[] allSessions = sessions;
    if (allSessions != null) {
      allSessions[i] = 0;
    }
    long[] allSleeps = sleeps;
    if (allSleeps != null) {
      allSleeps[i] = 0;
    }
    @Nullable String[] allTold = told;
    if (allTold != null) {
      allTold[i] = null;
    }
    return Word.moved(0, DeviceStatus.UP, Cause.TRACKED, 0);
  }
}
