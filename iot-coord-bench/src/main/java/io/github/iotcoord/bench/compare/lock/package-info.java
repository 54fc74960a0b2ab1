/** The lock family beside Curator's recipes and the raw ZooKeeper client. */
@NullMarked
package io.github.iotcoord.bench.compare.lock;

import org.jspecify.annotations.NullMarked;
