package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HearingTest {
  private static RelaySigns.Look look(long departures, Map<String, Long> signs) {
    return new RelaySigns.Look(true, signs, departures);
  }

  @Test
  void timeGoesOnlyAsFarAsTheLeastHeardRelay() {
    Hearing hearing = new Hearing(100, look(0, Map.of("a", 1L, "b", 1L)), 10, 10);
    hearing.note(look(0, Map.of("a", 2L, "b", 1L)), 20, 20);
    assertThat(hearing.upTo()).isEqualTo(10);
    hearing.note(look(0, Map.of("a", 3L, "b", 2L)), 30, 30);
    // What b's sign stands for was after its sign before, and that may have been at 10.
    assertThat(hearing.upTo()).isEqualTo(10);
    hearing.note(look(0, Map.of("a", 4L, "b", 3L)), 40, 40);
    assertThat(hearing.upTo()).isEqualTo(20);
    assertThat(hearing.isComplete(140)).isTrue();
    assertThat(hearing.isComplete(141)).isFalse();
  }

  @Test
  void theTimeThatARelayWritesIsNotSilence() {
    Hearing hearing = new Hearing(100, look(0, Map.of("a", 1L)), 10, 10);
    hearing.note(look(0, Map.of("a", 2L)), 20, 20);
    for (int look = 30; look <= 90; look += 10) {
      hearing.note(look(0, Map.of("a", 2L)), look, look);
    }
    // Begun at 20 perhaps, and written until now.
    hearing.note(look(0, Map.of("a", 3L)), 100, 100);
    assertThat(hearing.upTo()).isEqualTo(10);
  }

  @Test
  void ofTwoNewSignsTheSecondIsAfterTheFirst() {
    Hearing hearing = new Hearing(100, look(0, Map.of("a", 1L)), 10, 10);
    hearing.note(look(0, Map.of("a", 1L)), 20, 20);
    hearing.note(look(0, Map.of("a", 3L)), 30, 30);
    assertThat(hearing.upTo()).isEqualTo(20);
  }

  @Test
  void aRelayThatLeftHoldsNobodyUpAndIsTold() {
    Hearing hearing = new Hearing(100, look(0, Map.of("a", 1L, "b", 1L)), 10, 10);
    assertThat(hearing.someLeft()).isFalse();
    hearing.note(look(0, Map.of("a", 2L, "b", 1L)), 200, 200);
    assertThat(hearing.isComplete(200)).isFalse();
    hearing.note(look(1, Map.of("a", 4L)), 300, 300);
    assertThat(hearing.isComplete(300)).isTrue();
    assertThat(hearing.upTo()).isEqualTo(200);
    assertThat(hearing.someLeft()).isTrue();
    assertThat(hearing.someLeft()).isFalse();
  }

  @Test
  void withoutRelaysOrKnowledgeNothingIsHeard() {
    Hearing hearing = new Hearing(100, look(0, Map.of()), 0, 0);
    assertThat(hearing.isComplete(0)).isFalse();
    hearing.note(new RelaySigns.Look(false, Map.of("a", 1L), 0), 1, 1);
    assertThat(hearing.isComplete(1)).isFalse();
  }
}
