package io.github.iotcoord.analysis;

/** Why a sample was left out of windows. */
public enum DropReason {
  /** It came after the allowed lateness of its windows. */
  TOO_LATE,
  /** As many windows were open as are allowed to be. */
  NO_ROOM
}
