@NullMarked
package io.github.iotcoord.bench.compare.peers;

import org.jspecify.annotations.NullMarked;
