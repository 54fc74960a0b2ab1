package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.List;

/**
 * What a query finds in a table now, looked up anew only when it may have changed. It is not
 * registered anywhere, so it need not be closed. Thread-safe.
 */
public final class QueryResult {
  private record Known(long generation, long changes, List<RegisteredDevice> devices) {}

  private final DeviceTable table;
  private final DeviceQuery query;
  private volatile Known known = new Known(-1, 0, List.of());

  public QueryResult(DeviceTable table, DeviceQuery query) {
    this.table = table;
    this.query = query;
  }

  /** Grows when the result changes: a device comes, goes, or is another than before. */
  public long changes() {
    return current().changes;
  }

  /** The devices, ordered by id; the same list as long as the result has not changed. */
  public List<RegisteredDevice> devices() {
    return current().devices;
  }

  private Known current() {
    Known seen = known;
    return seen.generation == table.snapshot().generation() ? seen : lookAgain();
  }

  private synchronized Known lookAgain() {
    TableSnapshot now = table.snapshot();
    Known seen = known;
    if (seen.generation < now.generation()) {
      boolean same = seen.generation >= 0 && now.generationOf(query) <= seen.generation;
      List<RegisteredDevice> devices = same ? seen.devices : now.find(query);
      long changes = same || same(devices, seen.devices) ? seen.changes : seen.changes + 1;
      known =
          new Known(now.generation(), changes, changes == seen.changes ? seen.devices : devices);
    }
    return known;
  }

  private static boolean same(List<RegisteredDevice> some, List<RegisteredDevice> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!some.get(i).equals(others.get(i))) {
        return false;
      }
    }
    return true;
  }
}
