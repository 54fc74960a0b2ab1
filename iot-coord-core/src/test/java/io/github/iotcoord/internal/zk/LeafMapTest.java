package io.github.iotcoord.internal.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeafMapTest {
  @Test
  void keepsWhatAMapWouldKeep() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      LeafMap<Integer> leaves = new LeafMap<>();
      Map<String, Integer> expected = new HashMap<>();
      for (int i = 0; i < 5_000; i++) {
        // First it grows, then it shrinks.
        String name = "leaf-" + random.nextInt(i < 2_500 ? 600 : 20 + seed * 30);
        int slot = leaves.slotOf(name);
        if (slot < 0) {
          leaves.add(name, i, i);
          expected.put(name, i);
        } else if (random.nextInt(3) == 0) {
          leaves.set(slot, i, i);
          expected.put(name, i);
        } else {
          leaves.removeAt(slot);
          expected.remove(name);
        }
      }
      assertThat(leaves.size()).as("seed %s", seed).isEqualTo(expected.size());
      assertThat(leaves.others(Set.of())).hasSameElementsAs(expected.keySet());
      expected.forEach(
          (name, value) -> {
            int slot = leaves.slotOf(name);
            assertThat(leaves.nameAt(slot)).isEqualTo(name);
            assertThat(leaves.valueAt(slot)).isEqualTo(value);
            assertThat(leaves.mzxidAt(slot)).isEqualTo(value.longValue());
          });
      assertThat(leaves.others(expected.keySet())).isEmpty();
    }
  }
}
