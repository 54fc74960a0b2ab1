/**
 * What tests of this library, and of what is built on it, need: a clock, servers, a bad network.
 */
@NullMarked
package io.github.iotcoord.testkit;

import org.jspecify.annotations.NullMarked;
