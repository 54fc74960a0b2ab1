/** That the sides of the comparison of the registry do what they say. */
@NullMarked
package io.github.iotcoord.bench.compare.registry;

import org.jspecify.annotations.NullMarked;
