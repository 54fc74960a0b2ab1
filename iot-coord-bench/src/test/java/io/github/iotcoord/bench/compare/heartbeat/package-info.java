/** That the sides of the comparison of the heartbeat do what they say. */
@NullMarked
package io.github.iotcoord.bench.compare.heartbeat;

import org.jspecify.annotations.NullMarked;
