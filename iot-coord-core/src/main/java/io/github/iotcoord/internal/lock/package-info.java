/** Implementation of the distributed lock. */
@NullMarked
package io.github.iotcoord.internal.lock;

import org.jspecify.annotations.NullMarked;
