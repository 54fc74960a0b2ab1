/** Implementation of device twins. */
@NullMarked
package io.github.iotcoord.internal.twin;

import org.jspecify.annotations.NullMarked;
