/** One entry point, {@link io.github.iotcoord.IotCoord}, and what all recipes share. */
@NullMarked
package io.github.iotcoord;

import org.jspecify.annotations.NullMarked;
