package io.github.iotcoord.internal.registry.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotSetTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @CsvSource({"100, 20", "10000, 900", "1000000, 3000", "30000, 20000"})
  void holdsWhatABitSetHolds(int slots, int most) {
    System.out.println("seed " + seed);
    BitSet expected = new BitSet();
    SlotSet set = SlotSet.NONE;
    boolean grows = true;
    for (int round = 0; round < 200; round++) {
      SlotSet before = set;
      int[] slotsBefore = expected.stream().toArray();
      PostingEdits edits = new PostingEdits();
      for (int i = random.nextInt(1 + most / 5); i > 0; i--) {
        int slot = random.nextInt(slots);
        boolean in = random.nextInt(10) < (grows ? 9 : 1);
        // Also where most of those edits would change nothing.
        slot = in || expected.isEmpty() ? slot : Math.max(0, expected.previousSetBit(slot));
        edits.put(slot, in);
        expected.set(slot, in);
      }
      grows = expected.cardinality() > most ? false : expected.cardinality() < most / 10 || grows;
      set = before.edited(edits.last());
      assertThat(all(set)).as("seed %d", seed).isEqualTo(expected.stream().toArray());
      assertThat(set.size()).as("seed %d", seed).isEqualTo(expected.cardinality());
      assertThat(all(before)).as("the set before, seed %d", seed).isEqualTo(slotsBefore);
      for (int i = 0; i < 50; i++) {
        int slot = random.nextInt(slots);
        assertThat(set.contains(slot)).as("%d, seed %d", slot, seed).isEqualTo(expected.get(slot));
      }
    }
  }

  private static int[] all(SlotSet set) {
    IntStream.Builder all = IntStream.builder();
    set.forEach(all::add);
    return all.build().toArray();
  }
}
