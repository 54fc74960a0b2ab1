package io.github.iotcoord.internal.zk;

import org.jspecify.annotations.Nullable;

/** What happened to a leaf: created if there was nothing before, gone if there is nothing after. */
public record MirrorChange<V>(String path, @Nullable V before, @Nullable V after) {}
