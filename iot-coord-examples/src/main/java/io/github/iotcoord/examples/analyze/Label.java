package io.github.iotcoord.examples.analyze;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stretch of time in which people know that something was wrong.
 *
 * @param from its first moment
 * @param to its last moment
 */
record Label(Instant from, Instant to) {

  /**
   * Reads labels.
   *
   * @param text {@code from/to,...}
   * @throws IllegalArgumentException if it is not of this form, saying what is wrong
   */
  static List<Label> parse(String text) {
    return Stream.of(text.split(",", -1)).map(Label::of).toList();
  }

  private static Label of(String text) {
    String[] ends = text.split("/", -1);
    if (ends.length != 2) {
      throw new IllegalArgumentException("a label is FROM/TO, not '" + text + "'");
    }
    Label label = new Label(Times.parse(ends[0]), Times.parse(ends[1]));
    if (label.to.isBefore(label.from)) {
      throw new IllegalArgumentException("a label must not end before it begins: '" + text + "'");
    }
    return label;
  }

  boolean contains(Instant time) {
    return !time.isBefore(from) && !time.isAfter(to);
  }
}
