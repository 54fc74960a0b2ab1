/** The session lease, against real servers and by its arithmetic. */
@NullMarked
package io.github.iotcoord.session;

import org.jspecify.annotations.NullMarked;
