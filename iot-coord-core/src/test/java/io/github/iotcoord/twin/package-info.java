/** What devices should be like and are like, against real servers. */
@NullMarked
package io.github.iotcoord.twin;

import org.jspecify.annotations.NullMarked;
