package io.github.iotcoord.lock;

import java.time.Instant;

/**
 * Who leads, as seen by anybody.
 *
 * @param identity the name of the leader's process
 * @param term the term's fencing token, higher for every later term
 * @param since when the candidate began to stand, by its own wall clock
 */
public record Leader(String identity, long term, Instant since) {}
