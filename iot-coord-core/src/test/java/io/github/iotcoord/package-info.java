/** The entry point: building, closing, access control; and the layers of the house. */
@NullMarked
package io.github.iotcoord;

import org.jspecify.annotations.NullMarked;
