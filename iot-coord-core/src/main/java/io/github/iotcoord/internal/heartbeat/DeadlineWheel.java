package io.github.iotcoord.internal.heartbeat;

import java.util.Arrays;

/**
 * Deadlines of numbered slots in a hierarchical timing wheel (Varghese and Lauck, "Hashed and
 * Hierarchical Timing Wheels", 1987), kept in primitive arrays: moving on costs what falls due, and
 * for a distant deadline three moves to a finer level.
 *
 * <p>Time is counted from 0 and never goes back. A deadline never falls due early, and late by less
 * than one unit. Thread-safe.
 */
final class DeadlineWheel {
  private static final int LEVELS = 4;
  private static final int BITS = 8;
  private static final int BUCKETS = 1 << BITS;
  private static final int NONE = -1;

  private final long unit;
  private final int[] heads = new int[LEVELS * BUCKETS];
  private int[] next = new int[0];
  private int[] previous = new int[0];
  private int[] bucketOf = new int[0];
  private long[] due = new long[0];
  private long current;
  private int[] fired = new int[16];
  private int firedCount;

  DeadlineWheel(long unit) {
    this.unit = unit;
    Arrays.fill(heads, NONE);
  }

  /** Sets a slot's deadline, in place of the one it had. */
  synchronized void schedule(int slot, long deadline) {
    grow(slot);
    unlink(slot);
    due[slot] = unitOf(deadline);
    link(slot);
  }

  /** Sets a slot's deadline, unless it has an earlier one. */
  synchronized void hasten(int slot, long deadline) {
    if (slot >= next.length || bucketOf[slot] == NONE || due[slot] > unitOf(deadline)) {
      schedule(slot, deadline);
    }
  }

  private long unitOf(long deadline) {
    return Math.max(current + 1, Math.floorDiv(deadline - 1, unit) + 1);
  }

  /** Takes a slot's deadline away. */
  synchronized void cancel(int slot) {
    if (slot < next.length) {
      unlink(slot);
    }
  }

  /** Moves on, and returns the slots that fell due; they have no deadline any more. */
  synchronized int[] advance(long now) {
    long target = Math.floorDiv(now, unit);
    if (target <= current) {
      return new int[0];
    }
    long before = current;
    current = target;
    for (int level = 0; level < LEVELS; level++) {
      long from = before >>> (BITS * level);
      long passed = Math.min(BUCKETS, (target >>> (BITS * level)) - from);
      for (long i = 1; i <= passed; i++) {
        drain(level * BUCKETS + (int) ((from + i) & (BUCKETS - 1)));
      }
    }
    int[] result = Arrays.copyOf(fired, firedCount);
    firedCount = 0;
    return result;
  }

  private void drain(int bucket) {
    int slot = heads[bucket];
    heads[bucket] = NONE;
    while (slot != NONE) {
      int following = next[slot];
      bucketOf[slot] = NONE;
      if (due[slot] <= current) {
        if (firedCount == fired.length) {
          fired = Arrays.copyOf(fired, firedCount * 2);
        }
        fired[firedCount++] = slot;
      } else {
        link(slot);
      }
      slot = following;
    }
  }

  private void link(int slot) {
    // What is beyond the last level waits at its end, and is looked at again there.
    long at = Math.min(due[slot], current + (1L << (BITS * LEVELS)) - 1);
    int level = 0;
    while (level < LEVELS - 1 && (at - current) >>> (BITS * (level + 1)) != 0) {
      level++;
    }
    int bucket = level * BUCKETS + (int) ((at >>> (BITS * level)) & (BUCKETS - 1));
    int head = heads[bucket];
    next[slot] = head;
    previous[slot] = NONE;
    if (head != NONE) {
      previous[head] = slot;
    }
    heads[bucket] = slot;
    bucketOf[slot] = bucket;
  }

  private void unlink(int slot) {
    int bucket = bucketOf[slot];
    if (bucket == NONE) {
      return;
    }
    if (previous[slot] == NONE) {
      heads[bucket] = next[slot];
    } else {
      next[previous[slot]] = next[slot];
    }
    if (next[slot] != NONE) {
      previous[next[slot]] = previous[slot];
    }
    bucketOf[slot] = NONE;
  }

  private void grow(int slot) {
    int size = next.length;
    if (slot >= size) {
      int larger = Math.max(slot + 1, size + (size >> 3) + 16);
      next = Arrays.copyOf(next, larger);
      previous = Arrays.copyOf(previous, larger);
      bucketOf = Arrays.copyOf(bucketOf, larger);
      due = Arrays.copyOf(due, larger);
      Arrays.fill(bucketOf, size, larger, NONE);
    }
  }
}
