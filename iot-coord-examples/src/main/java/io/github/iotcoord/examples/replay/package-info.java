/** Recorded traces, played through the library faster than they happened. */
@NullMarked
package io.github.iotcoord.examples.replay;

import org.jspecify.annotations.NullMarked;
