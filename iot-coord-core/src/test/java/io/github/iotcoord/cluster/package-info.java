/** Membership and partitions. */
@NullMarked
package io.github.iotcoord.cluster;

import org.jspecify.annotations.NullMarked;
