/** That the sides of the comparison of the channel do what they say. */
@NullMarked
package io.github.iotcoord.bench.compare.channel;

import org.jspecify.annotations.NullMarked;
