package io.github.iotcoord.internal.channel;

/** How far a follower has come in one publisher's log. Used on one serial executor. */
final class Cursor {
  private final String publisher;
  private long next;
  private long known;
  private long done;

  /** Whether it stands in the queue of those that have something to read. */
  boolean queued;

  /**
   * @param next the number to read next
   */
  Cursor(String publisher, long next) {
    this.publisher = publisher;
    this.next = next;
    this.known = next - 1;
    this.done = next;
  }

  String publisher() {
    return publisher;
  }

  long next() {
    return next;
  }

  /** The highest number that has been committed, as far as is known here. */
  long known() {
    return known;
  }

  void learn(long number) {
    known = Math.max(known, number);
  }

  /** Learns from a listing how far the log goes, whatever was known before. */
  void correct(long last) {
    known = Math.max(next - 1, last);
  }

  /** The number after the last that the receiver is done with. */
  long done() {
    return done;
  }

  void doneTo(long number) {
    done = Math.max(done, number);
  }

  void advanceTo(long number) {
    next = Math.max(next, number);
  }

  long ready() {
    return known - next + 1;
  }
}
