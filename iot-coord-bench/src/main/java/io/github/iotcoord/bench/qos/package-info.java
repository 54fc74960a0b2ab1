/** Failure detectors on recorded and simulated beats, in virtual time. */
@NullMarked
package io.github.iotcoord.bench.qos;

import org.jspecify.annotations.NullMarked;
