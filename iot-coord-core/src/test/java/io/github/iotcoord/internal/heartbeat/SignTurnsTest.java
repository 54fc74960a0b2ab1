package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignTurnsTest {
  private final SignTurns turns = new SignTurns(Duration.ofNanos(100), 0);

  private long flush(boolean all) {
    long number = turns.begin();
    turns.opened(number);
    turns.end(all, true, 0);
    return number;
  }

  @Test
  void writesThatTakeLongerThanAFlushDoNotStarveTheSign() {
    long first = flush(true);
    int signs = 0;
    for (int i = 0; i < 20; i++) {
      long next = flush(true); // one is always under way
      assertThat(turns.take()).isFalse();
      turns.written(first);
      while (turns.take()) {
        signs++;
        turns.answered();
      }
      first = next;
    }
    assertThat(signs).isBetween(6, 20);
  }

  @Test
  void aSignWaitsForWhatWasTakenBefore() {
    long early = flush(false);
    long later = flush(true);
    turns.written(later);
    assertThat(turns.take()).isFalse();
    turns.written(early);
    assertThat(turns.take()).isTrue();
    assertThat(turns.take()).isFalse();
  }

  @Test
  void theFlushOfASignBeginsAfterTheLastSignWasAnswered() {
    turns.written(flush(true));
    assertThat(turns.take()).isTrue();
    turns.written(flush(true));
    assertThat(turns.take()).isFalse();
    long began = turns.begin();
    turns.answered();
    turns.end(true, false, 0);
    assertThat(turns.take()).as("flush %s began before", began).isFalse();

    turns.begin();
    turns.end(true, false, 0);
    assertThat(turns.take()).as("what was taken meanwhile is told at once").isTrue();
  }

  @Test
  void whatIsNotAllIsNotTold() {
    turns.written(flush(false));
    assertThat(turns.take()).isFalse();
  }

  @Test
  void anIdleRelayShowsThatItLives() {
    turns.begin();
    turns.end(true, false, 99);
    assertThat(turns.take()).isFalse();
    turns.begin();
    turns.end(true, false, 100);
    assertThat(turns.take()).isTrue();
  }
}
