package io.github.iotcoord.internal.heartbeat;

/** Why a device has its state. At most eight: see {@link Word}. */
enum Cause {
  /** It has been tracked, and nothing has been said against it since. */
  TRACKED,
  /** No beat came. */
  SILENT,
  /** No beat came of it, nor of most of the others. */
  GROUP_SILENT,
  /** A beat came. */
  HEARD,
  /** A beat came, and more must come before it is believed. */
  RECOVERING,
  /** The gateway was told that its connection is gone. */
  DISCONNECTED,
  /** Another judge said so, and why. */
  RESTORED
}
