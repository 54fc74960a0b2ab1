/** That fleets of several sizes are measured and drawn. */
@NullMarked
package io.github.iotcoord.bench.scale;

import org.jspecify.annotations.NullMarked;
