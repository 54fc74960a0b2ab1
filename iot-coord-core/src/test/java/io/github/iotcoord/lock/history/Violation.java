package io.github.iotcoord.lock.history;

/**
 * Something that no lock can have done.
 *
 * @param rule what was broken
 * @param what by whom, and how
 */
record Violation(Rule rule, String what) {

  /** What holds in every history of a lock. */
  enum Rule {
    /** No value is written twice: the second writer had not seen the first one's increment. */
    NO_INCREMENT_IS_LOST,
    /** No value is left out. */
    NO_INCREMENT_IS_MADE_TWICE,
    /** In the log tokens do not go back: nobody writes once a later grant's holder has written. */
    NO_STALE_WRITE_IS_ACCEPTED,
    /** Grants do not share a token, unless their process keeps the lock for its next holder. */
    TOKENS_ARE_UNIQUE,
    /** An acknowledged increment is in the log. */
    ACKNOWLEDGED_IS_APPLIED,
    /** An increment that was refused for certain is not in the log. */
    REFUSED_IS_NOT_APPLIED,
    /** The log has nothing that nobody asked for, and nothing twice. */
    APPLIED_WAS_ASKED_FOR_ONCE,
    /** The counter was changed once for each increment in the log. */
    COUNTER_AGREES_WITH_LOG,
    /** No two grants are seen to be valid at a time. */
    ONE_HOLDS_AT_A_TIME,
    /** Whoever holds the lock later has the higher token. */
    TOKENS_RISE_IN_TIME,
    /** When all faults are over, everybody gets the lock again. */
    EVERYBODY_GOES_ON,
    /** When everybody has left, no node is left in the queue. */
    NOTHING_IS_LEFT_BEHIND,
    /** Calls fail only as they say they do. */
    FAILURES_ARE_EXPECTED
  }

  @Override
  public String toString() {
    return rule + ": " + what;
  }
}
