package io.github.iotcoord.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final int PARTITIONS = 256;

  private static Map<Integer, String> owners(List<String> members) {
    Map<Integer, String> owners = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      owners.put(i, Objects.requireNonNull(Rendezvous.owner(i, members)));
    }
    return owners;
  }

  @Test
  void onlyThePartitionsOfWhoCameOrWentMove() {
    List<String> members = new ArrayList<>(List.of("a", "b", "c", "d"));
    Map<Integer, String> before = owners(members);
    members.add(0, "e");
    Map<Integer, String> after = owners(members);
    after.forEach((partition, owner) -> assertThat(owner).isIn("e", before.get(partition)));
    assertThat(after.values()).contains("a", "b", "c", "d", "e");
    assertThat(owners(List.of("d", "c", "b", "a"))).isEqualTo(before);
    assertThat(Rendezvous.owner(0, List.of())).isNull();
  }

  @Test
  void sharesAreAboutEven() {
    Map<String, Integer> shares = new HashMap<>();
    owners(List.of("monitor-1", "monitor-2", "monitor-3", "monitor-4"))
        .values()
        .forEach(owner -> shares.merge(owner, 1, Integer::sum));
    assertThat(shares.values()).hasSize(4).allSatisfy(n -> assertThat(n).isBetween(35, 100));
  }

  @Test
  void theHashesAreThoseOfTheWireFormat() {
    assertThat(Rendezvous.partitionOf("pump-7", 64)).isEqualTo(5);
    assertThat(Rendezvous.partitionOf("Fühler-2", 64)).isEqualTo(49);
    assertThat(Rendezvous.owner(0, List.of("monitor-1", "monitor-2"))).isEqualTo("monitor-2");
  }
}
