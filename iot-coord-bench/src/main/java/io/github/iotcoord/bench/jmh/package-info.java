/** JMH benchmarks: each of ours beside Curator's own recipe and the raw ZooKeeper client. */
@NullMarked
package io.github.iotcoord.bench.jmh;

import org.jspecify.annotations.NullMarked;
