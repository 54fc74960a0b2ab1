/** The replay of traces, on traces that are known. */
@NullMarked
package io.github.iotcoord.bench.qos;

import org.jspecify.annotations.NullMarked;
