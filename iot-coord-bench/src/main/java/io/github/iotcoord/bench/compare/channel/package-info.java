/** The comparison of the channel. */
@NullMarked
package io.github.iotcoord.bench.compare.channel;

import org.jspecify.annotations.NullMarked;
