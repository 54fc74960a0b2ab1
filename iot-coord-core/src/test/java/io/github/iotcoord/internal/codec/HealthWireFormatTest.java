package io.github.iotcoord.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupStatus;
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

  private static final HealthGroup GROUP =
      new HealthGroup(
          "0123456789abcdef-1",
          GroupStatus.SILENT,
          Instant.parse("2026-11-22T10:15:30.123Z"),
          12,
          "20 of 25 devices with periods up to 16 s have fallen silent together");

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
  void aGroupIsWrittenAndReadAsTheGoldenFileHasIt() throws IOException {
    assertThat(GROUP.encode()).isEqualTo(golden("health-group.json"));
    assertThat(HealthGroup.decode("group", golden("health-group.json"))).isEqualTo(GROUP);
  }

  @Test
  void whenDevicesWereHeardIsWrittenAndReadAsTheGoldenFileHasIt() throws IOException {
    byte[] golden = golden("health-seen.cbor");
    SeenPage seen = SeenPage.decode("seen", golden);
    assertThat(seen.incarnation()).isEqualTo("0123456789abcdef-1");
    assertThat(seen.at()).isEqualTo(Instant.ofEpochMilli(1_750_000_000_000L));
    assertThat(seen.ages()).containsOnlyKeys(0, 7);
    SeenPage.Ages ages = Objects.requireNonNull(seen.ages().get(0));
    SeenPage.Layout layout = new SeenPage.Layout();
    PAGE.entries().forEach(entry -> layout.add(entry.device()));
    assertThat(ages.layout()).isEqualTo(layout.value()).isEqualTo(3_377_565_693L);
    assertThat(ages.codes())
        .containsExactly(
            SeenPage.code(1_000_000_000L), SeenPage.code(3_600_000_000_000L), SeenPage.UNKNOWN)
        .containsExactly(25, 111, 255);
    assertThat(Objects.requireNonNull(seen.ages().get(7)).codes()).containsExactly(0);
    assertThat(seen.encode()).isEqualTo(golden);
  }

  @Test
  void anAgeIsRoundedUpByATenthAtMost() {
    for (long millis = 1; millis < 300_000_000_000L; millis = millis * 3 / 2 + 1) {
      long age = SeenPage.age(SeenPage.code(millis * 1_000_000)).toMillis();
      assertThat(age).isBetween(millis, Math.max(100, millis * 11 / 10 + 1));
    }
    assertThat(SeenPage.code(Long.MAX_VALUE)).isEqualTo((byte) 254);
    assertThat(SeenPage.age((byte) 254).toDays()).isGreaterThan(365 * 100);
  }

  @Test
  void aSleepThatDoesNotSayHowLongItWasToLastIsRead() throws IOException {
    ObjectNode page = (ObjectNode) CBOR.readTree(golden("health-page.cbor"));
    ObjectNode entry = (ObjectNode) page.path("entries").path(1);
    entry.remove("asleepFor");
    assertThat(sleepOf(page)).isEqualTo(new Sleep(1_750_028_800_000L, Sleep.LONGEST.toMillis()));
    entry.remove("asleepUntil");
    assertThat(sleepOf(page)).isEqualTo(Sleep.NONE);
    entry.put("asleepUntil", "tomorrow");
    assertThatThrownBy(() -> sleepOf(page))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("asleepUntil");
  }

  private static Sleep sleepOf(ObjectNode page) throws IOException {
    return HealthPageCodec.decode("page", CBOR.writeValueAsBytes(page)).entries().get(1).sleep();
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException {
    ObjectNode page = (ObjectNode) CBOR.readTree(golden("health-page.cbor"));
    page.put("colour", "blue");
    ((ObjectNode) page.path("entries").path(0)).putArray("more").add(1.5);
    assertThat(HealthPageCodec.decode("page", CBOR.writeValueAsBytes(page))).isEqualTo(PAGE);
    String group = new String(GROUP.encode(), UTF_8).replace("{", "{\"colour\":\"blue\",");
    assertThat(HealthGroup.decode("group", group.getBytes(UTF_8))).isEqualTo(GROUP);
    ObjectNode seen = (ObjectNode) CBOR.readTree(golden("health-seen.cbor"));
    ((ObjectNode) seen.path("pages").path(0)).put("colour", "blue");
    assertThat(SeenPage.decode("seen", CBOR.writeValueAsBytes(seen.put("colour", "red"))).encode())
        .isEqualTo(golden("health-seen.cbor"));
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
    ((ObjectNode) page.path("entries").path(1)).put("flapping", "often");
    assertThatThrownBy(() -> HealthPageCodec.decode("page 7", CBOR.writeValueAsBytes(page)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("flapping");
    ((ObjectNode) page.path("entries").path(1)).put("flapping", true);
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
    for (String bad :
        List.of(
            "{}", "{\"format\":1}", new String(GROUP.encode(), UTF_8).replace("SILENT", "SAD"))) {
      assertThatThrownBy(() -> HealthGroup.decode("group 7", bad.getBytes(UTF_8)))
          .isInstanceOf(WireFormatException.class)
          .hasMessageContaining("group 7");
    }
    ObjectNode seen = (ObjectNode) CBOR.readTree(golden("health-seen.cbor"));
    for (String field : List.of("pages", "at", "incarnation", "format")) {
      seen.remove(field);
      assertThatThrownBy(() -> SeenPage.decode("seen 7", CBOR.writeValueAsBytes(seen)))
          .isInstanceOf(WireFormatException.class)
          .hasMessageContaining("seen 7");
    }
    assertThatThrownBy(() -> GatewayClaim.decode("claim 7", new byte[] {'{', '}'}))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("claim 7");
  }
}
