package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

class IdIndexTest {
  private final AtomicReferenceArray<DeviceId> ids = new AtomicReferenceArray<>(20_000);
  private final IdIndex index = new IdIndex(ids::get);

  private void put(DeviceId id, int slot) {
    ids.set(slot, id);
    index.put(id, slot);
  }

  private void remove(DeviceId id, int slot) {
    index.remove(id);
    ids.set(slot, null);
  }

  @Test
  void behavesAsAMapDoes() {
    long seed = 11;
    Random random = new Random(seed);
    Map<DeviceId, Integer> model = new HashMap<>();
    List<Integer> free = new ArrayList<>();
    int used = 0;
    for (int step = 0; step < 200_000; step++) {
      // The fleet grows, shrinks, and grows again.
      boolean growing = step / 50_000 % 2 == 0;
      DeviceId id = DeviceId.of("device-" + random.nextInt(15_000));
      Integer known = model.get(id);
      if (known == null && random.nextInt(10) < (growing ? 9 : 2)) {
        int slot = free.isEmpty() ? used++ : free.remove(free.size() - 1);
        put(id, slot);
        model.put(id, slot);
      } else if (known != null && random.nextInt(10) < (growing ? 1 : 8)) {
        remove(id, known);
        model.remove(id);
        free.add(known);
      }
      assertThat(index.find(id))
          .as("seed %s, step %s", seed, step)
          .isEqualTo(model.getOrDefault(id, IdIndex.NOT_FOUND));
    }
    assertThat(index.size()).isEqualTo(model.size());
    model.forEach((id, slot) -> assertThat(index.find(id)).isEqualTo(slot));
  }

  @Test
  void idsOfOneHashAreToldApart() {
    // "Aa" and "BB" have the same hash, and so has every string made of them.
    List<DeviceId> same = new ArrayList<>();
    for (int n = 0; n < 256; n++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 8; bit++) {
        name.append((n >> bit & 1) == 0 ? "Aa" : "BB");
      }
      same.add(DeviceId.of(name.toString()));
    }
    assertThat(same).extracting(DeviceId::hashCode).containsOnly(same.get(0).hashCode());
    for (int i = 0; i < same.size(); i++) {
      put(same.get(i), i);
    }
    remove(same.get(7), 7);
    assertThat(index.find(same.get(7))).isEqualTo(IdIndex.NOT_FOUND);
    for (int i = 8; i < same.size(); i++) {
      assertThat(index.find(same.get(i))).isEqualTo(i);
    }
  }

  @Test
  void whatStaysIsFoundWhileTheRestComesAndGoes() throws Exception {
    for (int i = 0; i < 100; i++) {
      put(DeviceId.of("stays-" + i), i);
    }
    AtomicBoolean done = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              while (!done.get()) {
                for (int i = 0; i < 100; i++) {
                  assertThat(index.find(DeviceId.of("stays-" + i))).isEqualTo(i);
                }
              }
            });
    reader.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    reader.start();
    for (int round = 0; round < 20; round++) {
      for (int i = 100; i < 10_000; i++) {
        put(DeviceId.of("goes-" + i), i);
      }
      for (int i = 100; i < 10_000; i++) {
        remove(DeviceId.of("goes-" + i), i);
      }
    }
    done.set(true);
    reader.join();
    assertThat(failures).isEmpty();
    assertThat(index.size()).isEqualTo(100);
  }
}
