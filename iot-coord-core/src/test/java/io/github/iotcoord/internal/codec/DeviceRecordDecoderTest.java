package io.github.iotcoord.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRecordDecoderTest {
  private static final String REST =
      "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"2026-01-02T03:04:05Z\"}";

  private final DeviceRecordDecoder decoder = new DeviceRecordDecoder();

  // Both ways of reading must agree, on what they accept and on the kind of error.
  private void agrees(byte[] payload) {
    Object byTree = outcome(() -> RecordByTree.decode("thermo-17", payload, 3));
    Object byStream = outcome(() -> decoder.decode("thermo-17", payload, 3));
    assertThat(byStream).as(new String(payload, UTF_8)).isEqualTo(byTree);
  }

  private static Object outcome(java.util.function.Supplier<RegisteredDevice> decode) {
    try {
      return decode.get();
    } catch (WireFormatException e) {
      String message = String.valueOf(e.getMessage());
      int json = message.indexOf(" is not JSON");
      return json < 0 ? message : message.substring(0, json);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "[1,{}]",
        "3",
        "garbage",
        "{",
        "{\"format\":1} {}",
        "[] []",
        "{\"format\":1}",
        "{\"format\":\"1\"}",
        "{\"format\":1.0}",
        "{\"format\":2}",
        "{\"format\":-99999999999999999999}",
        "{\"format\":99999999999999999999}",
        "{\"format\":1,\"id\":\"other\"}",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":{\"a\":[1]},\"group\":\"\",\"attributes\":{},",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"a/b\",\"group\":\"\",\"attributes\":{},",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":[1],",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{\"\":\"x\"},",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{\"a\":[{}]},",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":"
            + "{\"a\":1,\"a\":\"x\"},",
        "{\"format\":0,\"format\":1,\"id\":\"thermo-17\",\"type\":5,\"type\":\"t\",\"group\":\"\","
            + "\"tags\":3,\"tags\":[\"x\",\"y\",\"x\"],\"attributes\":{\"a\":1},"
            + "\"attributes\":{\"b\":\"2\"},",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"tags\":[\"a\",{\"b\":[]},\"c\"],",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"tags\":null,",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"adminState\":\"sleepy\",",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"adminState\":7,",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"adminState\":\"locked\",\"adminState\":\"enabled\",\"unknown\":{\"a\":[{}]},"
      })
  void readsAndRefusesWhatTheTreeDoes(String payload) {
    agrees(payload.getBytes(UTF_8));
    agrees((payload + REST).getBytes(UTF_8));
  }

  @Test
  void readsAndRefusesWhatTheTreeDoesInGarbledRecords() throws IOException {
    byte[] golden = golden();
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      byte[] garbled = golden.clone();
      for (int i = 0; i <= seed % 3; i++) {
        garbled[random.nextInt(garbled.length)] = (byte) (32 + random.nextInt(95));
      }
      agrees(garbled);
      agrees(java.util.Arrays.copyOf(garbled, random.nextInt(garbled.length)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.6Z",
        "2026-01-02T03:04:05.678901Z",
        "2026-01-02T03:04:05.678901234Z",
        "2026-01-02T03:04:05.6789012345Z",
        "2026-01-02T03:04:05.Z",
        "2026-02-30T03:04:05Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:60Z",
        "2026-01-02T03:04Z",
        "+12026-01-02T03:04:05Z",
        "-0001-01-02T03:04:05Z",
        "2026-13-02T03:04:05Z",
        "2026-01-02t03:04:05z",
        "2026-01-02T03:04:05+01:00",
        ""
      })
  void readsTimesAsTheTreeDoes(String time) throws IOException {
    String golden = new String(golden(), UTF_8);
    agrees(golden.replace("2026-01-02T03:04:05.678Z", time).getBytes(UTF_8));
  }

  @Test
  void sharesTheIdAndWhatIsRepeated() {
    String id = String.join("-", "lamp", "1");
    Device lamp = Device.of(id, "lamp").withGroup("hall").withTag("dim").with("maker", "acme");
    RegisteredDevice one = decoder.decode(id, encoded(lamp), 0);
    Device other = Device.of("lamp-2", "lamp").withGroup("hall").withTag("dim");
    RegisteredDevice two = decoder.decode("lamp-2", encoded(other.with("maker", "acme")), 0);
    assertThat(one.device()).isEqualTo(lamp);
    assertThat(one.id().value()).isSameAs(id);
    assertThat(two.device().type()).isSameAs(one.device().type());
    assertThat(two.device().group()).isSameAs(one.device().group());
    assertThat(two.device().attributes().get("maker"))
        .isSameAs(one.device().attributes().get("maker"));
    assertThat(two.device().tags().iterator().next())
        .isSameAs(one.device().tags().iterator().next());
    assertThat(two.owner()).isSameAs(one.owner());
    assertThat(two.registeredAt()).isSameAs(one.registeredAt());
  }

  @Test
  void whatComesOnceDoesNotDriveOutWhatComesOften() {
    StringCache cache = StringCache.large();
    char[] often = "often".toCharArray();
    String kept = cache.get(often, 0, often.length);
    for (int i = 0; i < 200_000; i++) {
      char[] once = ("once-" + i).toCharArray();
      assertThat(cache.get(once, 0, once.length)).isEqualTo("once-" + i);
      if (i % 100 == 0) {
        assertThat(cache.get(often, 0, often.length)).isSameAs(kept);
      }
    }
  }

  private static byte[] encoded(Device device) {
    return DeviceRecordCodec.encode(
        new RegisteredDevice(
            device,
            "gateway",
            "claim",
            0,
            java.time.Instant.EPOCH,
            io.github.iotcoord.registry.AdminState.ENABLED));
  }

  private static byte[] golden() throws IOException {
    try (InputStream in =
        DeviceRecordDecoderTest.class.getResourceAsStream("/wire/v1/device-locked.json")) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
