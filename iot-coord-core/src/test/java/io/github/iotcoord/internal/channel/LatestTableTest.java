package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.testkit.Allocation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatestTableTest {
  private static final int LOOKUPS = 10_000;

  private final LatestTable table = new LatestTable();

  /** Holds each for a moment, so that the compiler cannot do without it. */
  private Optional<Sample> found = Optional.empty();

  @Test
  void aLookupAllocatesNothing() {
    Sample sample = Sample.of("d1", "temperature", Instant.EPOCH, 20);
    table.entry(sample.device(), "temperature").set(sample, 0, 1);
    DeviceId id = DeviceId.of("d1");
    long bytes =
        Allocation.leastBytes(
            () -> {
              for (int i = 0; i < LOOKUPS; i++) {
                found = table.get(id, "temperature");
              }
            });
    assertThat(found).hasValue(sample);
    assertThat(bytes).isLessThan(LOOKUPS);
  }
}
