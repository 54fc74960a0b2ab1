package io.github.iotcoord.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.internal.codec.TwinCodec.Reported;
import io.github.iotcoord.twin.DesiredVersion;
import io.github.iotcoord.twin.TwinState;
import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwinCodecTest {
  private static final TwinState DESIRED =
      TwinState.of(
          Map.of(
              "interval",
              30,
              "limits",
              Map.of("high", 30.5, "low", -5),
              "mode",
              "öko",
              "on",
              true,
              "steps",
              List.of(1, 2.5, "x")));
  private static final Reported REPORTED =
      new Reported(
          TwinState.of(Map.of("firmware", "1.4.2", "interval", 30)),
          new DesiredVersion(3, "building-3", 7));

  @Test
  void theGoldenFilesAreReadAndWritten() throws IOException {
    byte[] desired = golden("twin-desired.json");
    assertThat(TwinCodec.decodeDesired("x", desired)).isEqualTo(DESIRED);
    assertThat(
            TwinCodec.encodeDesired(
                "x", DESIRED, "app-1", Instant.parse("2026-11-22T20:15:30.123Z")))
        .isEqualTo(desired);
    byte[] reported = golden("twin-reported.json");
    assertThat(TwinCodec.decodeReported("x", reported)).isEqualTo(REPORTED);
    assertThat(
            TwinCodec.encodeReported(
                "x", REPORTED, "gateway-7", Instant.parse("2026-11-22T20:16:00.500Z")))
        .isEqualTo(reported);
  }

  @Test
  void withoutAnAcknowledgementNothingIsApplied() {
    Reported unacknowledged = new Reported(DESIRED, DesiredVersion.NONE);
    byte[] bytes = TwinCodec.encodeReported("x", unacknowledged, "me", Instant.EPOCH);
    assertThat(new String(bytes, UTF_8)).doesNotContain("applied");
    assertThat(TwinCodec.decodeReported("x", bytes)).isEqualTo(unacknowledged);
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException {
    String golden = new String(golden("twin-reported.json"), UTF_8);
    String more =
        golden
            .replace("{\"format\"", "{\"mood\":{\"a\":[null]},\"format\"")
            .replace("{\"own\"", "{\"x\":1,\"own\"");
    assertThat(TwinCodec.decodeReported("x", more.getBytes(UTF_8))).isEqualTo(REPORTED);
  }

  @Test
  void numbersAreWhatTheyAreHoweverTheyAreWritten() {
    TwinState state =
        decode(
            "{\"a\":30.0,\"b\":3e1,\"c\":9223372036854775807,\"d\":9223372036854775808,"
                + "\"e\":-0.0,\"f\":1e-3}");
    assertThat(state.whole("a")).contains(30L);
    assertThat(state.whole("b")).contains(30L);
    assertThat(state.whole("c")).contains(Long.MAX_VALUE);
    assertThat(state.whole("d")).isEmpty();
    assertThat(state.number("d")).contains(0x1p63);
    assertThat(state.whole("e")).contains(0L);
    assertThat(state.number("f")).contains(0.001);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":null}",
        "{\"a\":[null]}",
        "{\"\":1}",
        "{\"a\":1e999}",
        "{\"a\":NaN}",
        "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{\"i\":1}}}}}}}}}",
        "{\"a\":\"\\ud800\"}",
        "[]",
        "null",
        "7"
      })
  void whatIsNoStateIsRefused(String state) {
    assertThatThrownBy(() -> decode(state))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("the state of x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "[]",
        "{\"format\":1}",
        "{\"format\":1,\"state\":{},\"by\":\"me\"}",
        "{\"format\":1,\"state\":{},\"at\":\"2026-01-02T03:04:05Z\"}",
        "{\"format\":1,\"state\":{},\"by\":\"me\",\"at\":\"yesterday\"}",
        "{\"state\":{},\"by\":\"me\",\"at\":\"2026-01-02T03:04:05Z\"}"
      })
  void whatIsNoPayloadIsRefused(String payload) {
    assertThatThrownBy(() -> TwinCodec.decodeDesired("the state of x", payload.getBytes(UTF_8)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("the state of x");
    assertThatThrownBy(() -> TwinCodec.decodeReported("the state of x", payload.getBytes(UTF_8)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("the state of x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "3",
        "{}",
        "{\"own\":3,\"group\":\"g\"}",
        "{\"own\":3,\"group\":\"a/b\",\"ofGroup\":1}",
        "{\"own\":-1,\"group\":\"g\",\"ofGroup\":1}",
        "{\"own\":3.5,\"group\":\"g\",\"ofGroup\":1}",
        "{\"own\":3,\"group\":\"g\",\"ofGroup\":99999999999}"
      })
  void whatIsNoVersionIsRefused(String applied) throws IOException {
    String golden = new String(golden("twin-reported.json"), UTF_8);
    String changed = golden.replaceFirst("\"applied\":\\{[^}]*}", "\"applied\":" + applied);
    assertThatThrownBy(() -> TwinCodec.decodeReported("the state of x", changed.getBytes(UTF_8)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("the state of x");
  }

  @Test
  void aPayloadThatIsTooOldOrTooNewSaysWhich() throws IOException {
    String golden = new String(golden("twin-desired.json"), UTF_8);
    for (int format : new int[] {0, 2}) {
      String changed = golden.replace("\"format\":1", "\"format\":" + format);
      assertThatThrownBy(() -> TwinCodec.decodeDesired("x", changed.getBytes(UTF_8)))
          .isInstanceOfSatisfying(
              UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isEqualTo(format == 2));
    }
  }

  private static TwinState decode(String state) {
    String payload =
        "{\"format\":1,\"by\":\"me\",\"at\":\"2026-01-02T03:04:05Z\",\"state\":" + state + "}";
    return TwinCodec.decodeDesired("the state of x", payload.getBytes(UTF_8));
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = TwinCodecTest.class.getResourceAsStream("/wire/v1/" + name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
