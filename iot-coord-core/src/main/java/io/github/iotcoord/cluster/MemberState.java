package io.github.iotcoord.cluster;

/** What a {@link Member} knows of itself. */
public enum MemberState {
  /** Its node has been made on the session that is current. */
  PRESENT,
  /** Its session was lost, or somebody has deleted its node; it is about to join anew. */
  ABSENT,
  /** Another process has joined under its name; this one is out for good. */
  SUPERSEDED,
  /** It has been closed. */
  CLOSED
}
