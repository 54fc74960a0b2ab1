package io.github.iotcoord.internal.registry.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a query looks at, counted. */
class SearchTest {
  private static final int DEVICES = 50_000;

  private final Queue<Runnable> writer = new ArrayDeque<>();
  private final DeviceTable table = new DeviceTable(writer::add);

  SearchTest() {
    List<MirrorChange<RegisteredDevice>> all = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      all.add(
          Fleet.added(
              Fleet.device(
                  "d" + i,
                  i == 77 ? 9 : 0,
                  i % 2 == 0 ? "lamp" : "door",
                  "group-" + i / 10,
                  i % 5_000 == 0 ? Set.of("checked", "t" + i % 3) : Set.of(),
                  Map.of("serial", "s" + i, "vendor", "v" + i % 3, "floor", "f" + i % 7))));
    }
    table.apply(all);
  }

  @Test
  void looksOnlyAtWhatItReturnsOnceThereIsAnIndex() {
    DeviceQuery group = DeviceQuery.inGroup("group-1234");
    assertThat(visited(group, 10)).isEqualTo(DEVICES);
    assertThat(writer).hasSize(1);
    buildIndexes();
    assertThat(visited(group, 10)).isEqualTo(10);
    assertThat(visited(group.withType("lamp"), 5)).isEqualTo(10);
    assertThat(visited(DeviceQuery.ofType("lamp"), DEVICES / 2)).isEqualTo(DEVICES);
    buildIndexes();
    assertThat(visited(group.withType("lamp"), 5)).isEqualTo(5);
    assertThat(visited(group.withType("none"), 0)).isZero();
    for (DeviceQuery few :
        List.of(
            DeviceQuery.all().with("serial", "s4711"),
            DeviceQuery.all().with("serial", "s4712").with("vendor", "v" + 4712 % 3),
            DeviceQuery.all().withAdminState(AdminState.LOCKED))) {
      visited(few, 1);
      buildIndexes();
      assertThat(visited(few, 1)).isEqualTo(1);
    }
    visited(DeviceQuery.tagged("checked"), 10);
    buildIndexes();
    assertThat(visited(DeviceQuery.tagged("checked"), 10)).isEqualTo(10);
    assertThat(visited(DeviceQuery.tagged("checked").withType("lamp"), 10)).isEqualTo(10);
    assertThat(visited(DeviceQuery.tagged("unknown"), 0)).isZero();
  }

  @Test
  void countsOneConditionWithoutLookingAtAnyDevice() {
    table.snapshot().count(DeviceQuery.ofType("lamp"));
    buildIndexes();
    Search search = new Search(table.snapshot(), DeviceQuery.ofType("lamp"));
    assertThat(search.count()).isEqualTo(DEVICES / 2);
    assertThat(search.visited()).isZero();
    assertThat(table.snapshot().count(DeviceQuery.all())).isEqualTo(DEVICES);
  }

  @Test
  void asksForAnIndexOnceAndNotForAnyNumber() {
    for (int i = 0; i < 100; i++) {
      table.snapshot().count(DeviceQuery.ofType("lamp"));
      table.snapshot().count(DeviceQuery.all().with("attribute-" + i, "x").withGroup("none"));
    }
    assertThat(writer).hasSize(DeviceTable.MOST_INDEXES);
    buildIndexes();
    assertThat(table.snapshot().count(DeviceQuery.all().with("attribute-90", "x"))).isZero();
    assertThat(writer).isEmpty();
  }

  private int visited(DeviceQuery query, int expected) {
    List<RegisteredDevice> found = new ArrayList<>();
    Search search = new Search(table.snapshot(), query);
    search.forEach(found::add);
    assertThat(found).hasSize(expected);
    return search.visited();
  }

  private void buildIndexes() {
    for (Runnable task = writer.poll(); task != null; task = writer.poll()) {
      task.run();
    }
  }
}
