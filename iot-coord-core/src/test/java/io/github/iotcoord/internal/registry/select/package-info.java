@NullMarked
package io.github.iotcoord.internal.registry.select;

import org.jspecify.annotations.NullMarked;
