/** Runnable programs, behind one {@link io.github.iotcoord.examples.Launcher}. */
@NullMarked
package io.github.iotcoord.examples;

import org.jspecify.annotations.NullMarked;
