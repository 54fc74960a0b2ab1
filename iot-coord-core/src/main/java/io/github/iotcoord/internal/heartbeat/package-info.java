/** Implementation of the heartbeat monitor and of the fleet health view. */
@NullMarked
package io.github.iotcoord.internal.heartbeat;

import org.jspecify.annotations.NullMarked;
