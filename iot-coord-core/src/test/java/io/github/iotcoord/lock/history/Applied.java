package io.github.iotcoord.lock.history;

/**
 * An increment that ZooKeeper has carried out.
 *
 * @param zxid the transaction that did it, which gives the order of all
 * @param increment what was written
 */
record Applied(long zxid, Increment increment) {}
