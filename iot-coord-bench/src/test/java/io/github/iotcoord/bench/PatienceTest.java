package io.github.iotcoord.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void whatDidNotComeIsNamed() throws Exception {
    Semaphore answers = new Semaphore(3);
    Patience.acquire(answers, 2, "answers");
    assertThat(answers.availablePermits()).isOne();
    assertThatThrownBy(() -> Patience.acquire(answers, 2, "answers", Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("waited 0 s for answers: 1 of 2 came");
  }
}
