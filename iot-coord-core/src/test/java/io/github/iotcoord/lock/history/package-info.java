/**
 * Checks histories of the lock: clients increment a counter under it while things go wrong, and
 * afterwards it is judged whether what they saw, and what ZooKeeper has, can be the work of a lock.
 *
 * <p>The parts know little of each other:
 *
 * <ul>
 *   <li>the traffic: {@code CounterProcess} and its {@code Worker}s, on the {@code Ledger};
 *   <li>the nemesis: a {@code FaultPlan} of {@code Fault}s, and the {@code Nemesis} that plays them
 *       on {@code Link}s, {@code Failpoint}s and servers;
 *   <li>the history: what a {@code Recorder} collected and the ledger holds in the end;
 *   <li>the checker: {@code HistoryChecker}, a pure function from a history to {@code Violation}s;
 *   <li>the {@code Trial} that puts them together, and its {@code Report}.
 * </ul>
 */
@NullMarked
package io.github.iotcoord.lock.history;

import org.jspecify.annotations.NullMarked;
