package io.github.iotcoord.internal.zk;

import org.apache.zookeeper.data.Stat;

/** A znode as it was read: its payload (empty where it has none) and its stat. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read only
public record Node(byte[] data, Stat stat) {}
