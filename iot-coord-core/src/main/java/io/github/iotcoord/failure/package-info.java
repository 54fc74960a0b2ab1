/** Failure detectors: pure functions of arrivals and now, without ZooKeeper. */
@NullMarked
package io.github.iotcoord.failure;

import org.jspecify.annotations.NullMarked;
