package io.github.iotcoord;

import java.time.Duration;

/**
 * How far a view of ZooKeeper can be trusted to be current.
 *
 * @param live whether the view is connected and has applied all that it was told of; a live view is
 *     behind only by what is on its way
 * @param age the time since the view was last known to be live; zero while it is live
 */
public record Freshness(boolean live, Duration age) {}
