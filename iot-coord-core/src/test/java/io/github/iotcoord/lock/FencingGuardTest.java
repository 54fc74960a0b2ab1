package io.github.iotcoord.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FencingGuardTest {

  @Test
  void turnsAwayWhoComesWithAStaleToken() {
    FencingGuard guard = new FencingGuard("valve-7");
    assertThat(guard.run(33, () -> "open")).isEqualTo("open");
    assertThat(guard.run(33, () -> "again")).isEqualTo("again");
    guard.check(34);
    assertThatThrownBy(
            () ->
                guard.run(
                    33,
                    () -> {
                      throw new AssertionError("must not act");
                    }))
        .isInstanceOf(StaleTokenException.class)
        .hasMessageContaining("33")
        .hasMessageContaining("valve-7")
        .hasMessageContaining("34");
    assertThat(guard.highest()).isEqualTo(34);
  }

  @Test
  void aTokenCountsAlsoWhenItsActFails() {
    FencingGuard guard = new FencingGuard("valve-7");
    assertThatThrownBy(
            () ->
                guard.run(
                    5,
                    () -> {
                      throw new IllegalStateException("stuck");
                    }))
        .hasMessage("stuck");
    assertThatThrownBy(() -> guard.check(4)).isInstanceOf(StaleTokenException.class);
  }

  @Test
  void goesOnFromWhatAnEarlierLifeHasSeen() {
    FencingGuard guard = new FencingGuard("valve-7", 100);
    assertThatThrownBy(() -> guard.check(99)).isInstanceOf(StaleTokenException.class);
    guard.check(100);
    assertThat(guard.highest()).isEqualTo(100);
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> new FencingGuard(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resource");
    assertThatThrownBy(() -> new FencingGuard("valve-7", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
