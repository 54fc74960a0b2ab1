/** JMH benchmarks: each of ours beside Curator's own recipe and the raw ZooKeeper client. */
@NullMarked
package io.github.iotcoord.bench;

import org.jspecify.annotations.NullMarked;
