package io.github.iotcoord.lock.history;

import java.nio.charset.StandardCharsets;

/**
 * One increment of the counter, as it is written to the counter and to the log.
 *
 * @param actor who wrote, such as {@code 2.1} for a worker of process 2
 * @param number the actor's own count of its increments, from 1
 * @param token the token of the grant that it wrote under
 * @param value the counter's new value
 */
record Increment(String actor, int number, long token, long value) {

  /** The process that an actor belongs to. */
  static String processOf(String actor) {
    return actor.substring(0, actor.indexOf('.'));
  }

  byte[] encode() {
    return (actor + " " + number + " " + token + " " + value).getBytes(StandardCharsets.UTF_8);
  }

  static Increment decode(byte[] data) {
    String[] fields = new String(data, StandardCharsets.UTF_8).split(" ", -1);
    return new Increment(
        fields[0],
        Integer.parseInt(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]));
  }
}
