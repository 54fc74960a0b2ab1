/**
 * Choosing a device: immutable sets of candidates, a way to pick from them for each strategy, and
 * what takes a device out for a while.
 */
@NullMarked
package io.github.iotcoord.internal.registry.select;

import org.jspecify.annotations.NullMarked;
