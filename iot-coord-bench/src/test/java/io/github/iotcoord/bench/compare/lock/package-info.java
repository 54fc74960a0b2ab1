/** That the sides of the lock's comparison do what they say. */
@NullMarked
package io.github.iotcoord.bench.compare.lock;

import org.jspecify.annotations.NullMarked;
