package io.github.iotcoord.channel.history;

/** What a user of the channel can do wrong. */
enum Flaw {
  NONE,
  /** Publishes again what was not acknowledged, although its outcome is unknown. */
  PUBLISHES_AGAIN,
  /** Counts as acknowledged what has only been handed in. */
  TRUSTS_THE_BUFFER,
  /** Resumes with the oldest there is. */
  BEGINS_AGAIN
}
