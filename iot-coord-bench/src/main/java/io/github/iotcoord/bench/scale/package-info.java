/** How the cost of a registry grows with its fleet. */
@NullMarked
package io.github.iotcoord.bench.scale;

import org.jspecify.annotations.NullMarked;
