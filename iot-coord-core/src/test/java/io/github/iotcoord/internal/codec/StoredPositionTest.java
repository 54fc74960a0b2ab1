package io.github.iotcoord.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredPositionTest {
  private static final StoredPosition POSITION =
      new StoredPosition(
          "dashboard-1~0123456789abcdef-1",
          Map.of("gateway-2~8899aabbccddeeff-1", 0L, "gateway-1~00112233445566ff-1", 42L));

  @Test
  void isWrittenAndReadAsTheGoldenFileHasIt() throws IOException {
    byte[] golden;
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/wire/v1/stored-position.json"))) {
      golden = in.readAllBytes();
    }
    assertThat(POSITION.encode()).isEqualTo(golden);
    assertThat(StoredPosition.decode("position", golden)).isEqualTo(POSITION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"format\":1}",
        "{\"format\":1,\"holder\":\"h\"}",
        "{\"format\":1,\"holder\":7,\"next\":{}}",
        "{\"format\":1,\"holder\":\"h\",\"next\":[1]}",
        "{\"format\":1,\"holder\":\"h\",\"next\":{\"p\":-1}}",
        "{\"format\":1,\"holder\":\"h\",\"next\":{\"p\":1.5}}",
        "{\"format\":1,\"holder\":\"h\",\"next\":{\"p\":\"1\"}}",
        "{\"format\":1,\"holder\":\"h\",\"next\":{\"a/b\":1}}",
        "{\"format\":1,\"holder\":\"h\",\"next\":{\"p\":9223372036854775808}}",
      })
  void refusesWhatIsNone(String payload) {
    assertThatThrownBy(() -> decode(payload))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("the position");
  }

  @Test
  void refusesAnotherFormatAndIgnoresUnknownFields() {
    assertThatThrownBy(() -> decode("{\"format\":2,\"holder\":\"h\",\"next\":{}}"))
        .isInstanceOf(UnsupportedFormatException.class);
    assertThat(decode("{\"more\":1,\"next\":{},\"holder\":\"h\",\"format\":1}"))
        .isEqualTo(new StoredPosition("h", Map.of()));
  }

  private static StoredPosition decode(String payload) {
    return StoredPosition.decode("the position", payload.getBytes(StandardCharsets.UTF_8));
  }
}
