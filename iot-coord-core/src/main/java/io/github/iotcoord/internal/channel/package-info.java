/** Implementation of the sensor data channel. */
@NullMarked
package io.github.iotcoord.internal.channel;

import org.jspecify.annotations.NullMarked;
