@NullMarked
package io.github.iotcoord.channel.jdbc;

import org.jspecify.annotations.NullMarked;
