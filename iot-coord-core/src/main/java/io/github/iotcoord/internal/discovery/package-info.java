/** Implementation of the service directory. */
@NullMarked
package io.github.iotcoord.internal.discovery;

import org.jspecify.annotations.NullMarked;
