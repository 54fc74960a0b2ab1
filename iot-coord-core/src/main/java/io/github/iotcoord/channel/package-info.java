/** Sensor samples: published in batches, committed by the quorum, read live or later. */
@NullMarked
package io.github.iotcoord.channel;

import org.jspecify.annotations.NullMarked;
