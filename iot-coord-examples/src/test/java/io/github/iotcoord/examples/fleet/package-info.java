@NullMarked
package io.github.iotcoord.examples.fleet;

import org.jspecify.annotations.NullMarked;
