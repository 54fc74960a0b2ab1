/** Peers that do not stand on ZooKeeper, each with a server of its own: etcd and Redis. */
@NullMarked
package io.github.iotcoord.bench.compare.peers;

import org.jspecify.annotations.NullMarked;
