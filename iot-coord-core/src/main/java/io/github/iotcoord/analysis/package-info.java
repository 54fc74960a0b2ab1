/** What samples come to: windows, statistics. Pure functions of samples, without ZooKeeper. */
@NullMarked
package io.github.iotcoord.analysis;

import org.jspecify.annotations.NullMarked;
