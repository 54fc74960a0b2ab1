/** That the JMH benchmarks run. */
@NullMarked
package io.github.iotcoord.bench.jmh;

import org.jspecify.annotations.NullMarked;
