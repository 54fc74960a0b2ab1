package io.github.iotcoord.internal.zk;

import org.apache.zookeeper.data.Stat;

/** A znode that was created: the path that ZooKeeper gave it, and its stat. */
public record Created(String path, Stat stat) {}
