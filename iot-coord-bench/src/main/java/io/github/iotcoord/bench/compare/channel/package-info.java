/** The channel of samples beside the raw ZooKeeper client. */
@NullMarked
package io.github.iotcoord.bench.compare.channel;

import org.jspecify.annotations.NullMarked;
