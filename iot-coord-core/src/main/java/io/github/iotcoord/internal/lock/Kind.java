package io.github.iotcoord.internal.lock;

/** What a place in a queue is for; the mark is part of its node's name. */
enum Kind {
  LOCK("lock"),
  READ("read"),
  WRITE("write"),
  PERMIT("permit"),
  CANDIDATE("candidate");

  private final String mark;

  Kind(String mark) {
    this.mark = mark;
  }

  String mark() {
    return mark;
  }
}
