/** Payloads as the wire format describes them. */
@NullMarked
package io.github.iotcoord.internal.codec;

import org.jspecify.annotations.NullMarked;
