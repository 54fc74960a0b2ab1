/** The layer over ZooKeeper. */
@NullMarked
package io.github.iotcoord.internal.zk;

import org.jspecify.annotations.NullMarked;
