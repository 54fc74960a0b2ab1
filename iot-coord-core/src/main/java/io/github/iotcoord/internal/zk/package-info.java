/** The layer between the recipes and ZooKeeper: requests, session lease, batches, mirror. */
@NullMarked
package io.github.iotcoord.internal.zk;

import org.jspecify.annotations.NullMarked;
