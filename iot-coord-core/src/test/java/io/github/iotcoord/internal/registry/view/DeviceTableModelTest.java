package io.github.iotcoord.internal.registry.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.DeviceEvent;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes, and random questions whose answers a sorted map knows too. */
class DeviceTableModelTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final DeviceTable table = new DeviceTable(Runnable::run);
  private final TreeMap<DeviceId, RegisteredDevice> model = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(ints = {20, 500, 5_000})
  void answersAsAMapWould(int ids) {
    System.out.println("seed " + seed);
    List<QueryResult> results = new ArrayList<>();
    List<DeviceQuery> queries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      queries.add(query());
      results.add(new QueryResult(table, queries.get(i)));
    }
    for (int round = 0; round < 80; round++) {
      TableSnapshot before = table.snapshot();
      Map<DeviceId, RegisteredDevice> modelBefore = new TreeMap<>(model);
      long[] changesBefore = results.stream().mapToLong(QueryResult::changes).toArray();
      // At times nearly all go, so that slots are given anew.
      table.apply(round % 40 == 39 ? removals() : batch(ids, random.nextInt(1 + ids / 3)));
      check(before, modelBefore);
      check(table.snapshot(), model);
      for (int i = 0; i < results.size(); i++) {
        List<RegisteredDevice> was = matching(queries.get(i), modelBefore);
        List<RegisteredDevice> is = matching(queries.get(i), model);
        assertThat(results.get(i).changes() != changesBefore[i])
            .as("whether the result changed of %s, seed %d", queries.get(i), seed)
            .isEqualTo(!was.equals(is));
        assertThat(results.get(i).devices()).as("seed %d", seed).isEqualTo(is);
      }
    }
  }

  @Test
  void tellsContinuousQueriesAllThatConcernsThem() {
    System.out.println("seed " + seed);
    ContinuousQueries queries = new ContinuousQueries();
    List<DeviceQuery> asked = new ArrayList<>();
    List<Map<DeviceId, RegisteredDevice>> heard = new ArrayList<>();
    List<QueryListener> listeners = new ArrayList<>();
    for (int round = 0; round < 200; round++) {
      DeviceQuery query = query();
      Map<DeviceId, RegisteredDevice> followed = new TreeMap<>();
      QueryListener listener =
          new QueryListener(query, event -> follow(event, followed), Runnable::run);
      queries.add(listener, table.snapshot());
      asked.add(query);
      heard.add(followed);
      listeners.add(listener);
      List<MirrorChange<RegisteredDevice>> batch = batch(100, 30);
      table.apply(batch);
      batch.forEach(change -> queries.changed(change.before(), change.after()));
      for (int i = 0; i < asked.size(); i++) {
        assertThat(List.copyOf(heard.get(i).values()))
            .as("%s, seed %d", asked.get(i), seed)
            .isEqualTo(matching(asked.get(i), model));
      }
    }
    listeners.forEach(queries::remove);
    heard.forEach(Map::clear);
    batch(100, 50).forEach(change -> queries.changed(change.before(), change.after()));
    assertThat(heard).allSatisfy(followed -> assertThat(followed).isEmpty());
  }

  private static void follow(DeviceEvent event, Map<DeviceId, RegisteredDevice> followed) {
    DeviceId id = event.device().id();
    assertThat(event.before()).isEqualTo(followed.get(id));
    switch (event.kind()) {
      case ADDED, UPDATED -> {
        assertThat(event.kind() == DeviceEvent.Kind.ADDED).isEqualTo(!followed.containsKey(id));
        followed.put(id, event.device());
      }
      case REMOVED -> {
        assertThat(event.after()).isNull();
        followed.remove(id);
      }
    }
  }

  private void check(TableSnapshot snapshot, Map<DeviceId, RegisteredDevice> expected) {
    assertThat(snapshot.size()).as("seed %d", seed).isEqualTo(expected.size());
    assertThat(snapshot.stream().count()).as("seed %d", seed).isEqualTo(expected.size());
    for (int i = 0; i < 5; i++) {
      DeviceQuery query = query();
      List<RegisteredDevice> matching = matching(query, expected);
      assertThat(snapshot.find(query)).as("%s, seed %d", query, seed).isEqualTo(matching);
      assertThat(snapshot.count(query)).as("%s, seed %d", query, seed).isEqualTo(matching.size());
      DeviceId id = DeviceId.of("d" + random.nextInt(6_000));
      assertThat(snapshot.find(id).orElse(null))
          .as("%s, seed %d", id, seed)
          .isEqualTo(expected.get(id));
    }
    List<RegisteredDevice> notFound =
        expected.values().stream()
            .filter(device -> !device.equals(snapshot.find(device.id()).orElse(null)))
            .toList();
    assertThat(notFound).as("seed %d", seed).isEmpty();
  }

  private static List<RegisteredDevice> matching(
      DeviceQuery query, Map<DeviceId, RegisteredDevice> devices) {
    return devices.values().stream().filter(query::matches).toList();
  }

  private List<MirrorChange<RegisteredDevice>> removals() {
    List<MirrorChange<RegisteredDevice>> batch = new ArrayList<>();
    model
        .values()
        .removeIf(
            device -> {
              boolean goes = random.nextInt(50) > 0;
              if (goes) {
                batch.add(Fleet.change(device, null));
              }
              return goes;
            });
    return batch;
  }

  private List<MirrorChange<RegisteredDevice>> batch(int ids, int size) {
    List<MirrorChange<RegisteredDevice>> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      DeviceId id = DeviceId.of("d" + random.nextInt(ids));
      RegisteredDevice before = model.get(id);
      RegisteredDevice after = before != null && random.nextInt(4) == 0 ? null : device(id.value());
      if (after == null) {
        model.remove(id);
      } else {
        model.put(id, after);
      }
      batch.add(Fleet.change(before, after));
    }
    return batch;
  }

  private RegisteredDevice device(String id) {
    Map<String, String> attributes = new TreeMap<>(Map.of("serial", id, "floor", pick(4)));
    if (random.nextBoolean()) {
      attributes.put("maybe", pick(200));
    }
    return Fleet.device(
        id,
        random.nextInt(100),
        "type-" + pick(2),
        random.nextInt(5) == 0 ? "" : "group-" + pick(30),
        random.nextBoolean() ? Set.of() : Set.of("tag-" + pick(3), "rare-" + pick(500)),
        attributes);
  }

  private DeviceQuery query() {
    DeviceQuery query = DeviceQuery.all();
    for (int i = random.nextInt(3); i >= 0; i--) {
      query =
          switch (random.nextInt(10)) {
            case 0, 1 -> query.withType("type-" + pick(3));
            case 2, 3 -> query.withGroup(random.nextInt(5) == 0 ? "" : "group-" + pick(30));
            case 4 -> query.withTag("tag-" + pick(3));
            case 5 -> query.withTag("rare-" + pick(500));
            case 6 -> query.with("serial", "d" + pick(100));
            case 7 -> query.with("floor", pick(5));
            case 8 -> query.with(random.nextBoolean() ? "maybe" : "unknown", pick(200));
            default ->
                query.withAdminState(random.nextBoolean() ? AdminState.LOCKED : AdminState.ENABLED);
          };
    }
    return random.nextInt(12) == 0 ? DeviceQuery.all() : query;
  }

  private String pick(int bound) {
    return Integer.toString(random.nextInt(bound));
  }
}
