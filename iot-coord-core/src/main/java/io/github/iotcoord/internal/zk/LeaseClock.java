package io.github.iotcoord.internal.zk;

import java.util.ArrayDeque;

/**
 * The arithmetic of the session lease: until when a session cannot have ended, given when requests
 * that the leader answered were sent. {@code docs/guarantees.md} derives it.
 *
 * <p>The leader expires a session one timeout after it last learned of the session's activity, and
 * it learns of it from the follower that the client is connected to, at the latest one tick after
 * the activity. A request that the leader has answered proves that this follower was with the
 * leader when the request passed: so whatever reached the follower a tick before that is known to
 * the leader. Hence the proof: the newest answered request that was sent at least a tick before the
 * newest of all, plus the timeout. Before there are two such requests the activity before the first
 * is what counts, and ZooKeeper's client is never silent for longer than a third of the timeout.
 *
 * <p>Not thread-safe.
 */
final class LeaseClock {
  private final long timeout;
  private final long tick;
  private final ArrayDeque<Long> answered = new ArrayDeque<>();
  private long provenFrom;

  LeaseClock(long timeoutNanos, long tickNanos) {
    this.timeout = timeoutNanos;
    this.tick = tickNanos;
  }

  /** Starts anew: what was answered before proves nothing any more. */
  void reset() {
    answered.clear();
  }

  /** Notes that the leader has answered a request which was sent at this time. */
  void answered(long sentAt) {
    if (!answered.isEmpty() && sentAt - answered.peekLast() <= 0) {
      return;
    }
    if (answered.isEmpty()) {
      provenFrom = sentAt - timeout / 3 - tick;
    }
    answered.addLast(sentAt);
    while (answered.size() > 1 && sentAt - answered.peekFirst() >= tick) {
      provenFrom = answered.removeFirst();
    }
  }

  /** Whether anything has been proven since the last reset. */
  boolean hasProof() {
    return !answered.isEmpty();
  }

  /** The time until which the session is certainly alive; only with {@link #hasProof()}. */
  long validUntil() {
    return provenFrom + timeout;
  }

  /** How often a request should be sent, so that the lease never runs out while all is well. */
  long interval() {
    return Math.max(1, (timeout - tick) / 4);
  }
}
