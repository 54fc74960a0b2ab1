package io.github.iotcoord.internal.registry.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryResultTest {
  private final DeviceTable table = new DeviceTable(Runnable::run);
  private final DeviceQuery query = DeviceQuery.ofType("lamp").withGroup("a");
  private final QueryResult result = new QueryResult(table, query);

  @Test
  void isNotLookedUpAgainForWhatDoesNotConcernIt() {
    Fleet.add(table, device("1", "lamp", "a", 0), device("2", "lamp", "a", 0));
    Fleet.add(table, device("3", "door", "a", 0), device("4", "lamp", "b", 0));
    List<RegisteredDevice> before = result.devices();
    long changes = result.changes();
    assertThat(before).hasSize(2);
    long found = table.snapshot().generation();
    // Another type of the same group, another group of the same type, neither; written, new, gone.
    Fleet.add(table, device("3", "door", "a", 1), device("5", "door", "a", 0));
    Fleet.add(table, device("4", "lamp", "b", 1), device("6", "lamp", "b", 0));
    Fleet.add(table, device("7", "door", "b", 0));
    table.apply(List.of(Fleet.change(device("3", "door", "a", 1), null)));
    for (int i = 0; i < 3; i++) {
      Fleet.add(table, device("4", "lamp", "b", 2 + i));
      assertThat(table.snapshot().generationOf(query)).isLessThan(table.snapshot().generation());
      assertThat(result.changes()).isEqualTo(changes);
    }
    assertThat(table.snapshot().generation()).isGreaterThan(found);
    assertThat(result.devices()).isSameAs(before);
  }

  @Test
  void changesWhenADeviceComesOrIsWrittenOrGoes() {
    Fleet.add(table, device("1", "lamp", "a", 0));
    assertThat(changed()).isTrue();
    Fleet.add(table, device("2", "lamp", "a", 0));
    assertThat(changed()).isTrue();
    Fleet.add(table, device("2", "lamp", "a", 1));
    assertThat(changed()).isTrue();
    Fleet.add(table, device("2", "lamp", "b", 2));
    assertThat(changed()).isTrue();
    assertThat(changed()).isFalse();
    table.apply(List.of(Fleet.change(device("1", "lamp", "a", 0), null)));
    assertThat(changed()).isTrue();
    assertThat(result.devices()).isEmpty();
  }

  private long known = result.changes();

  private boolean changed() {
    long before = known;
    known = result.changes();
    return known != before;
  }

  private static RegisteredDevice device(String id, String type, String group, int version) {
    return Fleet.device(id, version, type, group, Set.of(), Map.of());
  }
}
