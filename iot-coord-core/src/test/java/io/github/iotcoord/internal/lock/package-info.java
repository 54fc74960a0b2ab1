/** The parts of the distributed lock that need no server. */
@NullMarked
package io.github.iotcoord.internal.lock;

import org.jspecify.annotations.NullMarked;
