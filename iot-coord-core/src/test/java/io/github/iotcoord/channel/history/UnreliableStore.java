package io.github.iotcoord.channel.history;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.HistoryStoreException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A store that fails now and then, before it has done what it was asked for or after it. */
final class UnreliableStore implements HistoryStore {
  private static final int ONE_IN = 8;

  private final HistoryStore store;
  private final Random random;

  UnreliableStore(HistoryStore store, Random random) {
    this.store = store;
    this.random = random;
  }

  private synchronized boolean fails() {
    return random.nextInt(ONE_IN) == 0;
  }

  private void mayFail(String when) {
    if (fails()) {
      throw new HistoryStoreException("failed on purpose, " + when);
    }
  }

  @Override
  public Map<String, Long> positions(String channel) {
    mayFail("before it was asked for positions");
    return store.positions(channel);
  }

  @Override
  public boolean append(String channel, Map<String, Long> expected, List<Segment> segments) {
    mayFail("before the commit");
    boolean added = store.append(channel, expected, segments);
    mayFail("after the commit");
    return added;
  }

  @Override
  public Snapshot read(String channel, HistoryQuery query) {
    return store.read(channel, query);
  }
}
