/** A fleet's twins, measured at any size. */
@NullMarked
package io.github.iotcoord.bench.twin;

import org.jspecify.annotations.NullMarked;
