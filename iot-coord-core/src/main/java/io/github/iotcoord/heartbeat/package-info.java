/** Which devices are alive, as judged by the gateways that hear them. */
@NullMarked
package io.github.iotcoord.heartbeat;

import org.jspecify.annotations.NullMarked;
