@NullMarked
package io.github.iotcoord.examples;

import org.jspecify.annotations.NullMarked;
