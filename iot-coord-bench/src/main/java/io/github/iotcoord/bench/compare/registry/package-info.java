/** Comparisons of the registry: writing records, following them, finding and choosing devices. */
@NullMarked
package io.github.iotcoord.bench.compare.registry;

import org.jspecify.annotations.NullMarked;
