package io.github.iotcoord.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerCountersTest {
  private static final String ANSWER =
      """
       /127.0.0.1:37532[1](queued=0,recved=412,sent=413,sid=0x10007d4f9da0001,lop=PING,est=1)
       /127.0.0.1:37534[0](queued=0,recved=1,sent=0)
       /127.0.0.1:37530[1](queued=0,recved=7,sent=7,sid=0xf0007d4f9da00000,lop=GETC,est=1)

      """;

  @Test
  void findsTheConnectionOfASession() {
    assertThat(ServerCounters.received(ANSWER, 0x10007d4f9da0001L)).isEqualTo(412);
    assertThat(ServerCounters.received(ANSWER, 0xf0007d4f9da00000L)).isEqualTo(7);
  }

  @Test
  void aSessionWithoutAConnectionIsAnError() {
    assertThatThrownBy(() -> ServerCounters.received(ANSWER, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no session 5");
  }
}
