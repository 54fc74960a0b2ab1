package io.github.iotcoord.internal.zk;

import java.util.ArrayDeque;

/**
 * The arithmetic of the session lease: until when a session cannot have ended, given when requests
 * that the leader answered were sent and answered. {@code docs/guarantees.md} derives it.
 *
 * <p>The leader expires a session one timeout after it last learned of the session's activity, and
 * it learns of it from the follower that the client is connected to, by the follower's answers to
 * its pings. Three requests, each sent when the one before had been answered, prove that it did:
 * between the answers to the first and to the second, a tick apart, the leader pinged; the follower
 * had that ping before the second answer, and so had told of the first request before the third one
 * passed through it. A leader that has been replaced may answer for another tick and a half.
 *
 * <p>Not thread-safe.
 */
final class LeaseClock {
  private record Answer(long sentAt, long answeredAt) {}

  private final long timeout;
  private final long tick;
  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private boolean proven;
  private boolean proving = true;
  private long provenFrom;

  LeaseClock(long timeoutNanos, long tickNanos) {
    this.timeout = timeoutNanos;
    this.tick = tickNanos;
  }

  /**
   * Begins anew on another connection of the same session. What has been proven stays so; what was
   * answered but not proven is forgotten, because another server would have to tell of it.
   */
  void reset() {
    answers.clear();
    proving = true;
  }

  /** Notes that the leader has answered a request. */
  void answered(long sentAt, long answeredAt) {
    Answer last = answers.peekLast();
    if (last != null && sentAt - last.answeredAt < 0) {
      return;
    }
    if (last == null && !proven) {
      // ZooKeeper's client is never silent for longer than a third of the timeout.
      prove(sentAt - timeout / 3 - tick);
    }
    while (last != null
        && last.sentAt - answers.getFirst().answeredAt >= tick
        && sentAt - answers.getFirst().sentAt >= tick + tick / 2
        && answers.size() > 1) {
      prove(answers.removeFirst().sentAt);
      proving = false;
    }
    answers.addLast(new Answer(sentAt, answeredAt));
  }

  private void prove(long from) {
    if (!proven || from - provenFrom > 0) {
      provenFrom = from;
      proven = true;
    }
  }

  /** The time until which the session is certainly alive; only when a request has been answered. */
  long validUntil() {
    return provenFrom + timeout;
  }

  /**
   * After which pause the next request should be sent: often enough that the lease never runs out
   * while all is well, and oftener while a new connection has yet to prove something.
   */
  long interval() {
    long regular = Math.max(1, (timeout - tick) / 4);
    return proving ? Math.max(1, Math.min(regular, tick / 2)) : regular;
  }
}
