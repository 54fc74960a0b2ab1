package io.github.iotcoord.lock.history;

import io.github.iotcoord.lock.LockGrant;
import java.util.Optional;

/** A holder's looks at its own grant. */
final class Looks {
  private final String actor;
  private final LockGrant grant;
  private boolean seen;
  private long from;
  private long until;

  Looks(String actor, LockGrant grant) {
    this.actor = actor;
    this.grant = grant;
  }

  /** Looks whether the grant is valid. */
  void look() {
    long now = System.nanoTime(); // before the look: valid then, it was held now
    if (grant.isValid()) {
      from = seen ? from : now;
      until = now;
      seen = true;
    }
  }

  /** When it was seen to be valid, if ever. */
  Optional<Holding> holding() {
    return seen ? Optional.of(new Holding(actor, grant.token(), from, until)) : Optional.empty();
  }
}
