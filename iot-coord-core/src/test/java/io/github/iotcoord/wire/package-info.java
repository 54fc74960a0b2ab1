/** The wire format: names, paths and the layers of the house. */
@NullMarked
package io.github.iotcoord.wire;

import org.jspecify.annotations.NullMarked;
