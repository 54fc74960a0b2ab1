/** Which devices exist, who speaks for them, and how to find and choose them. */
@NullMarked
package io.github.iotcoord.registry;

import org.jspecify.annotations.NullMarked;
