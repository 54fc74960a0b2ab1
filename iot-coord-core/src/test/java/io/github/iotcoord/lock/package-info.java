/** The distributed lock, against real servers. */
@NullMarked
package io.github.iotcoord.lock;

import org.jspecify.annotations.NullMarked;
