/** The comparison of the heartbeat monitor. */
@NullMarked
package io.github.iotcoord.bench.compare.heartbeat;

import org.jspecify.annotations.NullMarked;
