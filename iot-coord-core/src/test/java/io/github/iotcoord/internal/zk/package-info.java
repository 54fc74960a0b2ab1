/** The layer between the recipes and ZooKeeper. */
@NullMarked
package io.github.iotcoord.internal.zk;

import org.jspecify.annotations.NullMarked;
