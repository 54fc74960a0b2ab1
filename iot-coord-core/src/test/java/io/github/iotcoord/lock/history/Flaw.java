package io.github.iotcoord.lock.history;

/** What can be wrong with a {@link RecipeLock}. */
enum Flaw {
  /** Nothing. */
  NONE,
  /** A waiter whose predecessor has gone takes itself for the holder and looks no more. */
  SKIPS_THE_REVALIDATION,
  /** Writes are carried out whether the lock's node exists or not. */
  DOES_NOT_FENCE,
  /** A grant takes itself to be valid until it is closed. */
  KNOWS_NO_LEASE,
  /** A write whose answer was lost is made again, without a look whether it was made before. */
  REPEATS_LOST_WRITES,
  /** A write whose answer was lost is taken to have been made. */
  TRUSTS_LOST_WRITES
}
