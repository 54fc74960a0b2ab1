package io.github.iotcoord.channel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.history.Violation.Rule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private final Ledger ledger = new Ledger();

  CheckerTest() {
    for (long number = 0; number < 5; number++) {
      ledger.offered("a", number);
    }
    ledger.acknowledged("a", 0);
    ledger.acknowledged("a", 2);
  }

  private List<Rule> broken(long... numbers) {
    Heard heard = new Heard("somebody");
    for (long number : numbers) {
      heard.add(Sample.of("a", "number", Instant.EPOCH, (double) number));
    }
    return Checker.check(ledger, heard).stream().map(Violation::rule).toList();
  }

  @Test
  void whatWasAcknowledgedInOrderWithOrWithoutTheRestIsRight() {
    assertThat(broken(0, 2)).isEmpty();
    assertThat(broken(0, 1, 2, 4)).isEmpty();
  }

  @Test
  void whatIsMissingRepeatedOutOfOrderOrUnknownIsTold() {
    assertThat(broken(0, 1)).containsExactly(Rule.ACKNOWLEDGED_IS_HEARD);
    assertThat(broken()).containsExactly(Rule.ACKNOWLEDGED_IS_HEARD);
    assertThat(broken(0, 2, 2)).containsExactly(Rule.NOTHING_IS_HEARD_TWICE);
    assertThat(broken(2, 0)).containsExactly(Rule.ORDER_IS_KEPT);
    assertThat(broken(0, 2, 5)).containsExactly(Rule.NOTHING_COMES_FROM_NOWHERE);
  }
}
