package io.github.iotcoord.internal.codec;

import java.util.List;

/**
 * The payload of a health page.
 *
 * @param incarnation the life of the gateway that wrote it
 */
public record HealthPage(String incarnation, List<HealthEntry> entries) {}
