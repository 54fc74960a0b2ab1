package io.github.iotcoord.channel;

/**
 * A segment's place in the channel.
 *
 * @param publisher the publisher's name
 * @param number the segment's number in the publisher's log, from 0 without gaps
 */
public record SegmentPosition(String publisher, long number) {}
