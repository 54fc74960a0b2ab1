/** The failure detectors, by themselves and on recorded arrivals. */
@NullMarked
package io.github.iotcoord.failure;

import org.jspecify.annotations.NullMarked;
