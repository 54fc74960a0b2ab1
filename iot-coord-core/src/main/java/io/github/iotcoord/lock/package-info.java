/** One actor at a time, with a fencing token. */
@NullMarked
package io.github.iotcoord.lock;

import org.jspecify.annotations.NullMarked;
