package io.github.iotcoord.heartbeat;

import java.time.Instant;

/**
 * The state of one gateway's devices together. Immutable.
 *
 * @param gateway the gateway that hears them
 * @param status what is known of them together
 * @param since when the state began, by the gateway's wall clock, or by the reader's if the gateway
 *     is gone; for show, never to be compared between machines
 * @param transition the number of the group's transitions so far; it never goes back while the
 *     gateway's pages exist
 * @param reason why the state was entered, for people
 */
public record GroupHealth(
    String gateway, GroupStatus status, Instant since, long transition, String reason) {}
