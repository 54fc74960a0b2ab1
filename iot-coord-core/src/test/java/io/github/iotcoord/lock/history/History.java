package io.github.iotcoord.lock.history;

import java.util.List;
import java.util.Set;

/**
 * All that is known of a trial when it is over.
 *
 * @param operations what the actors asked for, and were told
 * @param holdings when they saw their grants to be valid
 * @param log what was carried out, in the order of the transactions
 * @param changes how often the counter was changed, by its node's version
 * @param evicted the tokens whose nodes were deleted behind their holders' backs; a holder learns
 *     of that only afterwards
 * @param reusing the processes whose grants may share a token with an earlier one of their own
 */
record History(
    List<Operation> operations,
    List<Holding> holdings,
    List<Applied> log,
    int changes,
    Set<Long> evicted,
    Set<String> reusing) {}
