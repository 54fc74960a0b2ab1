package io.github.iotcoord.channel.history;

/**
 * A rule that was broken.
 *
 * @param what by whom, and how
 */
record Violation(Rule rule, String what) {
  /** What must hold. */
  enum Rule {
    /** What was acknowledged is heard. */
    ACKNOWLEDGED_IS_HEARD,
    /** Nothing is heard twice. */
    NOTHING_IS_HEARD_TWICE,
    /** What is heard of one device and metric is in the order in which it was published. */
    ORDER_IS_KEPT,
    /** What is heard was published. */
    NOTHING_COMES_FROM_NOWHERE,
    /** Nobody is told of a gap, or of an end: retention keeps everything. */
    NOTHING_IS_MISSED,
    /** A subscription with a name begins no earlier than its stored position. */
    NO_MORE_THAN_WHAT_WAS_NOT_STORED_IS_REPEATED,
    /** When the faults are over, everybody catches up. */
    EVERYBODY_GOES_ON
  }
}
