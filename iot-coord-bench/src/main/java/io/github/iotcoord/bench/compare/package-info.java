/**
 * Comparisons side by side: how a contest is run, measured and written down. What is compared is in
 * the packages below.
 */
@NullMarked
package io.github.iotcoord.bench.compare;

import org.jspecify.annotations.NullMarked;
