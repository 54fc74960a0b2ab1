/** The device registry, against real servers. */
@NullMarked
package io.github.iotcoord.registry;

import org.jspecify.annotations.NullMarked;
