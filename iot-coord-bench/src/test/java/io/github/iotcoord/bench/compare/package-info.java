/** That the comparison measures and writes down what it says. */
@NullMarked
package io.github.iotcoord.bench.compare;

import org.jspecify.annotations.NullMarked;
