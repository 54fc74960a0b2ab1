/** That the command line is understood. */
@NullMarked
package io.github.iotcoord.bench;

import org.jspecify.annotations.NullMarked;
