@NullMarked
package io.github.iotcoord.internal.registry.view;

import org.jspecify.annotations.NullMarked;
