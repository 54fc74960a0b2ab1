/** Hashes that all processes must agree on. */
@NullMarked
package io.github.iotcoord.internal.hash;

import org.jspecify.annotations.NullMarked;
