@NullMarked
package io.github.iotcoord.internal.registry;

import org.jspecify.annotations.NullMarked;
