package io.github.iotcoord.bench.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it measures means nothing at this size; that it runs does. */
class TwinFleetTest {
  @Test
  @Timeout(120)
  void aSmallFleetIsMeasured() throws Exception {
    try (TwinFleet fleet = new TwinFleet(40, 2, 4, "512m")) {
      Map<String, String> figures = fleet.run(10, 20);
      assertThat(figures).containsEntry("change a group: its devices", "10");
      // One for each gateway and one for each group that it has a device of.
      assertThat(figures).containsEntry("watches on the server", "10");
      assertThat(figures.values()).allMatch(figure -> Long.parseLong(figure) >= 0);
    }
  }
}
