package io.github.iotcoord.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AtEndTest {
  @Test
  void somethingIsEndedOnce() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    AtEnd end = AtEnd.of(ended::incrementAndGet);
    assertThat(ended).hasValue(0);
    end.close();
    end.close();
    assertThat(ended).hasValue(1);
  }
}
