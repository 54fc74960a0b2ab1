/** Analyses a recorded series as it comes through a channel. */
@NullMarked
package io.github.iotcoord.examples.analyze;

import org.jspecify.annotations.NullMarked;
