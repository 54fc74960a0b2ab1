/** Heartbeats, beside what others do. */
@NullMarked
package io.github.iotcoord.bench.compare.heartbeat;

import org.jspecify.annotations.NullMarked;
