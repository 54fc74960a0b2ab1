/** Runs what measures twins. */
@NullMarked
package io.github.iotcoord.bench.twin;

import org.jspecify.annotations.NullMarked;
