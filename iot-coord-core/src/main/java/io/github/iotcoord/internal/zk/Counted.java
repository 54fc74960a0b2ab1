package io.github.iotcoord.internal.zk;

/**
 * A node that has been created, and how many children its parent had then, it included.
 *
 * @param czxid the transaction that created it
 */
public record Counted(String path, long czxid, int siblings) {}
