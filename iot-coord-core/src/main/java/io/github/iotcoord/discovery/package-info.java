/** Services in the form of Curator's discovery: publishing where one is reached, finding others. */
@NullMarked
package io.github.iotcoord.discovery;

import org.jspecify.annotations.NullMarked;
