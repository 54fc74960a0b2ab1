package io.github.iotcoord.internal.codec;

import io.github.iotcoord.registry.DeviceId;

/**
 * The beats of one device in one page, of which only the newest is told in full.
 *
 * @param sequence the newest one's number, -1 if it has none
 * @param count how many there were
 * @param missed how many numbers were missing between the first and the newest
 * @param ageMillis how old the newest was when the page was written
 * @param spanMillis how much older the first was
 */
public record RelayedBeats(
    DeviceId device, long sequence, long count, long missed, long ageMillis, long spanMillis) {}
