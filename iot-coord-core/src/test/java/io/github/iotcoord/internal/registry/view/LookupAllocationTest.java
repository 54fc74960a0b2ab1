package io.github.iotcoord.internal.registry.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.testkit.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookupAllocationTest {
  private static final int LOOKUPS = 10_000;

  private final DeviceTable table = new DeviceTable(Runnable::run);

  /** Holds each for a moment, so that the compiler cannot do without it. */
  private Optional<RegisteredDevice> found = Optional.empty();

  @Test
  void aLookupAllocatesNothing() {
    List<DeviceId> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      RegisteredDevice device = Fleet.device("d" + i, "lamp");
      Fleet.add(table, device);
      ids.add(DeviceId.of("d" + i));
    }
    long bytes =
        Allocation.leastBytes(
            () -> {
              for (int i = 0; i < LOOKUPS; i++) {
                found = table.snapshot().find(ids.get(i % 100));
              }
            });
    assertThat(found).map(device -> device.id().value()).hasValue("d99");
    assertThat(bytes).isLessThan(LOOKUPS);
  }
}
