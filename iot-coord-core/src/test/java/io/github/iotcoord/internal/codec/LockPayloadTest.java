package io.github.iotcoord.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockPayloadTest {
  private static final LockPayload KNOWN =
      LockPayload.of("gateway-7", "0123456789abcdef", 0, Instant.parse("2026-11-22T20:31:59.250Z"));
  private static final LockPayload ACQUIRED =
      new LockPayload(
          "gateway-7",
          "0123456789abcdef",
          12,
          Instant.parse("2026-11-22T20:31:59.250Z"),
          Instant.parse("2026-11-22T20:32:07Z"));

  @Test
  void readsAndWritesTheGoldenFiles() throws IOException {
    byte[] waiting = golden("lock-attempt.json");
    assertThat(LockPayload.decode(waiting)).isEqualTo(KNOWN);
    assertThat(KNOWN.encode()).isEqualTo(waiting);
    byte[] acquired = golden("lock-acquired.json");
    assertThat(LockPayload.decode(acquired)).isEqualTo(ACQUIRED);
    assertThat(ACQUIRED.encode()).isEqualTo(acquired);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(LockPayloadTest.class.getResourceAsStream("/wire/v1/" + name))) {
      return file.readAllBytes();
    }
  }

  @Test
  void ignoresUnknownFields() {
    String json = new String(KNOWN.encode(), StandardCharsets.UTF_8);
    assertThat(LockPayload.decode(bytes(json.replaceFirst("\\{", "{\"later\":[1],"))))
        .isEqualTo(KNOWN);
  }

  @Test
  void refusesAnotherFormat() {
    assertThatThrownBy(() -> LockPayload.decode(bytes("{\"format\":2}")))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("lock attempt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"format\":1}",
        "{\"format\":1,\"holder\":\"a\",\"incarnation\":\"b\",\"since\":\"yesterday\"}",
        "{\"format\":1,\"holder\":\"a\",\"incarnation\":\"b\","
            + "\"since\":\"2026-11-22T20:32:07Z\",\"acquired\":7}"
      })
  void namesWhatIsWrong(String json) {
    assertThatThrownBy(() -> LockPayload.decode(bytes(json)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("lock attempt");
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
