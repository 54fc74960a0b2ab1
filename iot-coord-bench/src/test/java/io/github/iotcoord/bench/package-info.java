/** That the benchmarks run and do what they say. */
@NullMarked
package io.github.iotcoord.bench;

import org.jspecify.annotations.NullMarked;
