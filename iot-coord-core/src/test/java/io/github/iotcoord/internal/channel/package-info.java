/** Tests of the sensor data channel's parts. */
@NullMarked
package io.github.iotcoord.internal.channel;

import org.jspecify.annotations.NullMarked;
