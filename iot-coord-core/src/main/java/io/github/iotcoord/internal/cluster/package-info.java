/** Membership and partitions over ZooKeeper. */
@NullMarked
package io.github.iotcoord.internal.cluster;

import org.jspecify.annotations.NullMarked;
