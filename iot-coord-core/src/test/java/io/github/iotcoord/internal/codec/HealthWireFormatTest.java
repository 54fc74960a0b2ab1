package io.github.iotcoord.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HealthWireFormatTest {
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

  private static final HealthPage PAGE =
      new HealthPage(
          "0123456789abcdef-1",
          List.of(
              new HealthEntry(
                  DeviceId.of("pump-7"),
                  DeviceStatus.UP,
                  Instant.ofEpochMilli(1_750_000_000_000L),
                  3,
                  "heard after 12.5 s",
                  false,
                  1_000,
                  0,
                  Sleep.NONE),
              new HealthEntry(
                  DeviceId.of("Fühler-2"),
                  DeviceStatus.DOWN,
                  Instant.ofEpochMilli(1_750_000_000_123L),
                  1_000,
                  "no beat for 3.2 s; expected every 1 s",
                  true,
                  2_592_000_000L,
                  1_234,
                  new Sleep(1_750_028_800_000L, 28_800_000)),
              new HealthEntry(
                  DeviceId.of("valve-1"),
                  DeviceStatus.UNREACHABLE,
                  Instant.EPOCH,
                  1,
                  "",
                  false,
                  1,
                  0,
                  Sleep.NONE)));

  private static final GatewayClaim CLAIM =
      new GatewayClaim("0123456789abcdef-1", Instant.parse("2026-11-22T10:15:30.123Z"));

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            HealthWireFormatTest.class.getResourceAsStream("/wire/v1/" + name))) {
      return in.readAllBytes();
    }
  }

  @Test
  void aPageIsWrittenAndReadAsTheGoldenFileHasIt() throws IOException {
    assertThat(HealthPageCodec.encode(PAGE)).isEqualTo(golden("health-page.cbor"));
    assertThat(HealthPageCodec.decode("page", golden("health-page.cbor"))).isEqualTo(PAGE);
  }

  @Test
  void aClaimIsWrittenAndReadAsTheGoldenFileHasIt() throws IOException {
    assertThat(CLAIM.encode()).isEqualTo(golden("gateway-claim.json"));
    assertThat(GatewayClaim.decode("claim", golden("gateway-claim.json"))).isEqualTo(CLAIM);
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException {
    ObjectNode page = (ObjectNode) CBOR.readTree(golden("health-page.cbor"));
    page.put("colour", "blue");
    ((ObjectNode) page.path("entries").path(0)).putArray("more").add(1.5);
    assertThat(HealthPageCodec.decode("page", CBOR.writeValueAsBytes(page))).isEqualTo(PAGE);
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    ObjectNode page = (ObjectNode) CBOR.readTree(golden("health-page.cbor"));
    page.put("format", 2);
    assertThatThrownBy(() -> HealthPageCodec.decode("page 7", CBOR.writeValueAsBytes(page)))
        .isInstanceOf(UnsupportedFormatException.class)
        .hasMessageContaining("page 7")
        .hasMessageContaining("newer");
    page.put("format", 1);
    ((ObjectNode) page.path("entries").path(1)).put("status", "SLEEPING");
    assertThatThrownBy(() -> HealthPageCodec.decode("page 7", CBOR.writeValueAsBytes(page)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("SLEEPING");
    page.remove("incarnation");
    page.putArray("entries");
    assertThatThrownBy(() -> HealthPageCodec.decode("page 7", CBOR.writeValueAsBytes(page)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("incarnation");
    for (byte[] garbage :
        new byte[][] {{}, {0}, {1, 2}, "{}".getBytes(StandardCharsets.US_ASCII), {(byte) 0xbf}}) {
      assertThatThrownBy(() -> HealthPageCodec.decode("page 7", garbage))
          .isInstanceOf(WireFormatException.class)
          .hasMessageContaining("page 7");
    }
    assertThatThrownBy(() -> GatewayClaim.decode("claim 7", new byte[] {'{', '}'}))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("claim 7");
  }
}
