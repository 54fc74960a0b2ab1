/**
 * The launcher of the comparison and of the JMH benchmarks, and the server that both measure on.
 */
@NullMarked
package io.github.iotcoord.bench;

import org.jspecify.annotations.NullMarked;
