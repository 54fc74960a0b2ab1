package io.github.iotcoord.internal.registry.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Each batch moves all devices to its round; a reader must never see two rounds at once. */
class DeviceTableConcurrencyTest {
  private static final int DEVICES = 700;
  private static final int ROUNDS = 400;

  @Test
  void aReaderSeesWholeBatchesAndASnapshotStays() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      SerialExecutor writer = new SerialExecutor(threads);
      DeviceTable table = new DeviceTable(writer);
      AtomicBoolean done = new AtomicBoolean();
      table.apply(round(0));
      CompletableFuture<Integer> reader =
          CompletableFuture.supplyAsync(() -> readUntil(done, table), threads);
      for (int round = 1; round <= ROUNDS; round++) {
        int current = round;
        CompletableFuture.runAsync(() -> table.apply(round(current)), writer).get();
      }
      done.set(true);
      assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
      assertThat(table.snapshot().count(DeviceQuery.inGroup("round-" + ROUNDS)))
          .isEqualTo(size(ROUNDS));
    } finally {
      threads.shutdownNow();
    }
  }

  private static int readUntil(AtomicBoolean done, DeviceTable table) {
    int reads = 0;
    do {
      TableSnapshot snapshot = table.snapshot();
      String group = snapshot.find(DeviceId.of("d0")).orElseThrow().device().group();
      int size = size(Integer.parseInt(group.substring("round-".length())));
      for (int again = 0; again < 2; again++) {
        assertThat(snapshot.size()).isEqualTo(size);
        assertThat(snapshot.count(DeviceQuery.inGroup(group))).isEqualTo(size);
        assertThat(snapshot.find(DeviceQuery.all().with("of", group))).hasSize(size);
        assertThat(snapshot.stream()).allMatch(device -> device.device().group().equals(group));
        assertThat(snapshot.find(DeviceId.of("d" + (size - 1)))).isPresent();
        assertThat(snapshot.find(DeviceId.of("d" + size))).isEmpty();
      }
      reads++;
    } while (!done.get());
    return reads;
  }

  private static int size(int round) {
    return DEVICES - round % 7 * 20;
  }

  private static List<MirrorChange<RegisteredDevice>> round(int round) {
    List<MirrorChange<RegisteredDevice>> batch = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      RegisteredDevice device =
          Fleet.device(
              "d" + i, round, "lamp", "round-" + round, Set.of(), Map.of("of", "round-" + round));
      batch.add(i < size(round) ? Fleet.added(device) : Fleet.change(device, null));
    }
    return batch;
  }
}
