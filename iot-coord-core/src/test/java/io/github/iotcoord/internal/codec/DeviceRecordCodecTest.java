package io.github.iotcoord.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRecordCodecTest {
  private static final Device DEVICE =
      Device.of("thermo-17", "thermometer")
          .withGroup("building-3")
          .with("maker", "Böhm & Söhne")
          .with("floor", "2");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  void theGoldenFileIsReadAndWritten() throws IOException {
    byte[] golden = golden();
    RegisteredDevice read = DeviceRecordCodec.decode("thermo-17", golden, 4);
    RegisteredDevice device = registered(DEVICE, AdminState.ENABLED);
    assertThat(read).isEqualTo(device);
    assertThat(DeviceRecordCodec.encode(device)).isEqualTo(golden);
  }

  @Test
  void theGoldenFileOfALockedDeviceWithTagsIsReadAndWritten() throws IOException {
    byte[] golden = golden("device-locked.json");
    RegisteredDevice device =
        registered(DEVICE.withTag("outdoor").withTag("mains"), AdminState.LOCKED);
    assertThat(DeviceRecordCodec.decode("thermo-17", golden, 4)).isEqualTo(device);
    assertThat(DeviceRecordCodec.encode(device)).isEqualTo(golden);
  }

  private static RegisteredDevice registered(Device device, AdminState state) {
    return new RegisteredDevice(device, "gateway-7", "0123456789abcdef", 4, TIME, state);
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException {
    String golden = new String(golden(), UTF_8);
    byte[] more = golden.replace("{\"format\"", "{\"mood\":{\"a\":[1]},\"format\"").getBytes(UTF_8);
    assertThat(DeviceRecordCodec.decode("thermo-17", more, 0).device()).isEqualTo(DEVICE);
  }

  @Test
  void aRecordThatIsTooOldOrTooNewSaysWhich() throws IOException {
    String golden = new String(golden(), UTF_8);
    assertThatThrownBy(() -> decode(golden.replace("\"format\":1", "\"format\":2")))
        .isInstanceOfSatisfying(
            UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isTrue())
        .hasMessageContaining("upgrade the library");
    assertThatThrownBy(() -> decode(golden.replace("\"format\":1", "\"format\":99999999999")))
        .isInstanceOfSatisfying(
            UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isTrue());
    assertThatThrownBy(() -> decode(golden.replace("\"format\":1", "\"format\":0")))
        .isInstanceOfSatisfying(
            UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "garbage",
        "{\"format\":1} {}",
        "{\"format\":1}",
        "{\"format\":1,\"id\":\"other\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"2026-01-02T03:04:05Z\"}",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"a/b\",\"group\":\"\",\"attributes\":{},"
            + "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"2026-01-02T03:04:05Z\"}",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{\"a\":1},"
            + "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"2026-01-02T03:04:05Z\"}",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"yesterday\"}",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},\"tags\":\"x\","
            + "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"2026-01-02T03:04:05Z\"}",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},\"tags\":[1],"
            + "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"2026-01-02T03:04:05Z\"}",
        "{\"format\":1,\"id\":\"thermo-17\",\"type\":\"t\",\"group\":\"\",\"attributes\":{},"
            + "\"owner\":\"o\",\"claim\":\"c\",\"registeredAt\":\"2026-01-02T03:04:05Z\","
            + "\"adminState\":\"sleepy\"}"
      })
  void whatIsNoRecordIsRefused(String payload) {
    assertThatThrownBy(() -> decode(payload))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("thermo-17");
  }

  private static RegisteredDevice decode(String payload) {
    return DeviceRecordCodec.decode("thermo-17", payload.getBytes(UTF_8), 0);
  }

  private static byte[] golden() throws IOException {
    return golden("device.json");
  }

  private static byte[] golden(String file) throws IOException {
    try (InputStream in = DeviceRecordCodecTest.class.getResourceAsStream("/wire/v1/" + file)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
