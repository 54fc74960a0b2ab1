@NullMarked
package io.github.iotcoord.examples.analyze;

import org.jspecify.annotations.NullMarked;
