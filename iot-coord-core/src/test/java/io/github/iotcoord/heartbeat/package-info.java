/** The heartbeat monitor and the fleet's health, against real servers. */
@NullMarked
package io.github.iotcoord.heartbeat;

import org.jspecify.annotations.NullMarked;
