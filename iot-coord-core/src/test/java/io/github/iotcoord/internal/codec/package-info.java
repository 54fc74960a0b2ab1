/** Payloads against the golden files. */
@NullMarked
package io.github.iotcoord.internal.codec;

import org.jspecify.annotations.NullMarked;
