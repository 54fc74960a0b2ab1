package io.github.iotcoord.lock.history;

/**
 * The time in which an actor saw its grant to be valid, from before its first look to before its
 * last look that said so. A grant that is valid at a look was held at any time between its being
 * handed out and that look.
 *
 * @param actor the holder
 * @param token the grant's token
 * @param from the first time, as of {@link System#nanoTime}, which all actors share
 * @param until the last time
 */
record Holding(String actor, long token, long from, long until) {}
