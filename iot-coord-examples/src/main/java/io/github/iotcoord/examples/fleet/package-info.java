/** A simulated fleet that lives, fails and recovers on iot-coord, and checks what it saw. */
@NullMarked
package io.github.iotcoord.examples.fleet;

import org.jspecify.annotations.NullMarked;
