/** Who takes part, and who works on which part of what is shared. */
@NullMarked
package io.github.iotcoord.cluster;

import org.jspecify.annotations.NullMarked;
