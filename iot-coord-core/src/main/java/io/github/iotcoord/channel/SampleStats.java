package io.github.iotcoord.channel;

/** STUB. */
public record SampleStats(long count) {}
