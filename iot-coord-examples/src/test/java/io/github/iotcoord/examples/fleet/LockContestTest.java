package io.github.iotcoord.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.examples.fleet.LockContest.Holding;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockContestTest {

  @Test
  void tokensMustRise() {
    assertThat(LockContest.tokensRise(List.of())).isTrue();
    assertThat(LockContest.tokensRise(List.of(new Holding("a", 1), new Holding("b", 2)))).isTrue();
    assertThat(LockContest.tokensRise(List.of(new Holding("a", 2), new Holding("b", 2)))).isFalse();
    assertThat(LockContest.tokensRise(List.of(new Holding("a", 3), new Holding("b", 2)))).isFalse();
  }

  @Test
  void aHandoverIsFromOneWorkerToAnother() {
    assertThat(
            LockContest.handovers(
                List.of(new Holding("a", 1), new Holding("a", 2), new Holding("b", 3))))
        .isEqualTo(1);
  }
}
