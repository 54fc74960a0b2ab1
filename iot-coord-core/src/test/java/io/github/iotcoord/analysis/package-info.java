/** Tests of the analysis of samples. */
@NullMarked
package io.github.iotcoord.analysis;

import org.jspecify.annotations.NullMarked;
