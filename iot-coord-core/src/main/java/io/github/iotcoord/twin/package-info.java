/** What devices should be like, and what they are like: desired and reported state. */
@NullMarked
package io.github.iotcoord.twin;

import org.jspecify.annotations.NullMarked;
