@NullMarked
package io.github.iotcoord.examples.replay;

import org.jspecify.annotations.NullMarked;
