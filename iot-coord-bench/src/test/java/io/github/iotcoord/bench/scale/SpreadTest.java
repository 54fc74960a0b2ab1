package io.github.iotcoord.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianIsTheOneInTheMiddle() {
    Spread spread = Spread.of(5, 1, 2.5);
    assertThat(spread).isEqualTo(new Spread(2.5, 1, 5));
    assertThat(spread.csv(1)).isEqualTo("2.5,1.0,5.0");
    assertThat(spread.shown(1)).isEqualTo("2.5 (1.0-5.0)");
    assertThatThrownBy(() -> Spread.of(1, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
