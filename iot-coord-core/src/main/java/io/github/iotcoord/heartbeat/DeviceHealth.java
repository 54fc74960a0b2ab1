package io.github.iotcoord.heartbeat;

import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;

/**
 * The state of one device, as its gateway last published it. Immutable.
 *
 * @param device the device
 * @param status what is known of it
 * @param gateway the gateway whose word this is
 * @param since when the state began, by the gateway's wall clock; for show, never to be compared
 *     between machines
 * @param transition the number of the device's transitions at this gateway so far; it never goes
 *     back until the device is untracked
 * @param reason why the state was entered, or why it is flapping, for people
 * @param flapping whether the device has been going and coming so often lately that its state says
 *     little
 */
public record DeviceHealth(
    DeviceId device,
    DeviceStatus status,
    String gateway,
    Instant since,
    long transition,
    String reason,
    boolean flapping) {}
