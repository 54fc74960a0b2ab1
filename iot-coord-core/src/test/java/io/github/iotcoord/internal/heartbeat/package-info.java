/** The parts of the heartbeat monitor by themselves, in virtual time. */
@NullMarked
package io.github.iotcoord.internal.heartbeat;

import org.jspecify.annotations.NullMarked;
