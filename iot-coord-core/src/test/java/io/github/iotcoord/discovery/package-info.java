/** The service directory against stock clients of Curator's discovery. */
@NullMarked
package io.github.iotcoord.discovery;

import org.jspecify.annotations.NullMarked;
