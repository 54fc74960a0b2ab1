package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.SharedMonitorStats;
import java.util.concurrent.atomic.LongAdder;

/** What the partitions of a monitor have done, those that it has lost included. */
final class SharedCounts {
  final LongAdder beats = new LongAdder();
  final LongAdder strangers = new LongAdder();
  final LongAdder pages = new LongAdder();
  final LongAdder unreadable = new LongAdder();

  SharedMonitorStats now() {
    return new SharedMonitorStats(beats.sum(), strangers.sum(), pages.sum(), unreadable.sum());
  }
}
