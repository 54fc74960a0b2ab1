package io.github.iotcoord.lock.history;

import java.time.Duration;

/**
 * Something that the nemesis does.
 *
 * @param after how long after the fault before it
 * @param kind what it is
 * @param victim the number of the process or server that it is done to
 * @param lasting how long it lasts
 */
record Fault(Duration after, Kind kind, int victim, Duration lasting) {

  /** What can be done, and for how many sessions' time it may last. */
  enum Kind {
    /** A process's connections freeze: for long enough to end its session, or not. */
    FREEZE(Target.PROCESS, 0.1, 2),
    /** A process's connections are cut: for long enough to end its session, or not. */
    CUT(Target.PROCESS, 0, 1.5),
    /** A process's requests are carried out, and their answers are lost with the connection. */
    MUTE(Target.PROCESS, 0, 1),
    /** A holder's write is carried out, and its answer is lost with the connection. */
    LOSE_ANSWER(Target.HOLDER, 0.1, 0.6),
    /** A holder's write is lost with the connection before it has reached a server. */
    LOSE_REQUEST(Target.HOLDER, 0.1, 0.6),
    /**
     * A whole process stands still, while it holds the lock and is about to write, for longer than
     * its session; when it goes on it writes, and has heard of nothing.
     */
    PAUSE(Target.HOLDER, 1.3, 2),
    /** A worker stands still while it holds the lock and is about to write; its session goes on. */
    STALL(Target.HOLDER, 0.1, 1),
    /** The node of a holder that is about to write is deleted, as by an operator. */
    EVICT(Target.HOLDER, 0.1, 0.5),
    /** The server that leads is killed and started again. */
    KILL_LEADER(Target.SERVERS, 0.1, 1.5),
    /** Some server is killed and started again. */
    KILL_SERVER(Target.SERVERS, 0.1, 1.5),
    /** The leader and another server are killed and started again: there is no quorum meanwhile. */
    KILL_TWO(Target.SERVERS, 0.1, 0.8);

    private final Target target;
    private final double shortest;
    private final double longest;

    Kind(Target target, double shortest, double longest) {
      this.target = target;
      this.shortest = shortest;
      this.longest = longest;
    }

    Target target() {
      return target;
    }

    /** A time within the limits: the shortest for 0, the longest for 1. */
    Duration lasting(double fraction, Duration session) {
      double sessions = shortest + fraction * (longest - shortest);
      return Duration.ofMillis((long) (sessions * session.toMillis()));
    }
  }

  /** To whom it is done. */
  enum Target {
    /** A process, whatever it is doing. */
    PROCESS,
    /** A process one of whose workers holds the lock and stands still before it writes. */
    HOLDER,
    /** Servers. */
    SERVERS
  }
}
