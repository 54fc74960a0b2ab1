/** Tests of the sensor data channel. */
@NullMarked
package io.github.iotcoord.channel;

import org.jspecify.annotations.NullMarked;
