package io.github.iotcoord.internal.zk;

import org.jspecify.annotations.Nullable;

/**
 * What happened to a leaf: created if there was nothing before, gone if there is nothing after.
 *
 * @param name the leaf's name in its group
 */
public record MirrorChange<V>(String name, @Nullable V before, @Nullable V after) {}
