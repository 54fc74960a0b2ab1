package io.github.iotcoord.internal.zk;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchTableTest {
  private final WatchTable table = new WatchTable();
  private final Watcher watcher = event -> {};

  @Test
  void aWatchThatHasFiredIsForgotten() {
    Watcher given = table.add("/a", watcher, true);
    assertThat(table.watches("/a")).isTrue();
    given.process(new WatchedEvent(EventType.NodeDeleted, KeeperState.SyncConnected, "/a"));
    assertThat(table.watches("/a")).isFalse();
  }

  // Or an ended session would be kept in memory by the watches that it died with.
  @ParameterizedTest
  @EnumSource(
      value = KeeperState.class,
      names = {"Expired", "Closed"})
  void theEndOfTheSessionEndsAWatch(KeeperState state) {
    table.add("/a", watcher, true).process(new WatchedEvent(EventType.None, state, null));
    assertThat(table.watches("/a")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = KeeperState.class,
      names = {"Disconnected", "SyncConnected"})
  void aChangeOfTheConnectionDoesNot(KeeperState state) {
    table.add("/a", watcher, true).process(new WatchedEvent(EventType.None, state, null));
    assertThat(table.watches("/a")).isTrue();
  }
}
