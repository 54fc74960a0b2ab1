package io.github.iotcoord.channel;

import io.github.iotcoord.wire.Names;

/**
 * A segment's place in the channel. Immutable.
 *
 * @param publisher the publisher's name
 * @param number the segment's number in the publisher's log, from 0 without gaps
 */
public record SegmentPosition(String publisher, long number) {

  /**
   * Creates a position.
   *
   * @param publisher the publisher's name
   * @param number the segment's number
   * @throws IllegalArgumentException if the publisher cannot be one, or the number is negative
   */
  public SegmentPosition {
    Names.require("publisher", publisher);
    if (number < 0) {
      throw new IllegalArgumentException("number must not be negative, was " + number);
    }
  }
}
