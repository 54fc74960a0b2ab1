/**
 * What samples come to: windows of event time and their statistics, alarms, anomalies, and few
 * points for a plot. Pure functions of samples, without ZooKeeper and without a clock.
 *
 * <p>The terms of windows, watermarks, lateness and revisions are those of T. Akidau et al., The
 * Dataflow Model, Proceedings of the VLDB Endowment 8(12), 2015.
 */
@NullMarked
package io.github.iotcoord.analysis;

import org.jspecify.annotations.NullMarked;
