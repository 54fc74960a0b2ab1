/** Waiting, listeners and threads. */
@NullMarked
package io.github.iotcoord.internal.concurrent;

import org.jspecify.annotations.NullMarked;
