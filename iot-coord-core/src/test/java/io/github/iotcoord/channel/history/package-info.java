/**
 * Histories of a channel under faults: gateways publish numbered samples, watchers write down what
 * they are given, and a nemesis freezes, cuts and mutes their links, kills servers, and restarts
 * gateways and watchers. Afterwards every acknowledged sample must be in every watcher's record
 * exactly once, in order, and in the channel's history exactly once.
 *
 * <ul>
 *   <li>{@code Gateway} and {@code Watcher}: the traffic, each a {@code ChannelProcess} with a link
 *       of its own;
 *   <li>{@code Nemesis}: the faults, seeded;
 *   <li>{@code Ledger} and {@code Heard}: what was offered and acknowledged, and what was heard;
 *   <li>{@code Checker}: the rules;
 *   <li>{@code Flaw}: what a user can do wrong, to show that the checker sees it.
 * </ul>
 */
@NullMarked
package io.github.iotcoord.channel.history;

import org.jspecify.annotations.NullMarked;
