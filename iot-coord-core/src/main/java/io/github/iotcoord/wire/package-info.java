/** The znode layout and the format versions: the only place that builds a path. */
@NullMarked
package io.github.iotcoord.wire;

import org.jspecify.annotations.NullMarked;
