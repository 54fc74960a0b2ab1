package io.github.iotcoord.internal.lock;

/** What a place in a queue is for; its node's name begins with it. */
enum Kind {
  LOCK("lock"),
  READ("read"),
  WRITE("write"),
  PERMIT("permit"),
  CANDIDATE("candidate");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** Whether queues of this kind have no other, and let one in at a time. */
  boolean isExclusive() {
    return this == LOCK || this == CANDIDATE;
  }
}
