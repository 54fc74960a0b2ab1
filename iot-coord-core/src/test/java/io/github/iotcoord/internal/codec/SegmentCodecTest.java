package io.github.iotcoord.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentCodecTest {
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  private static final List<Sample> GOLDEN =
      List.of(
          new Sample(DeviceId.of("pump-7"), "temperature", "Cel", T, 21.5),
          new Sample(DeviceId.of("pump-7"), "pressure", "Pa", T, 101325),
          new Sample(DeviceId.of("véranda"), "temperature", "Cel", T.plusMillis(1500), -0.25),
          new Sample(DeviceId.of("pump-7"), "starts", "", T.plusSeconds(120), 3));

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = SegmentCodecTest.class.getResourceAsStream("/wire/v1/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static byte[] encode(List<Sample> samples) {
    SegmentEncoder encoder = new SegmentEncoder();
    samples.forEach(encoder::add);
    return encoder.encode();
  }

  @Test
  void theGoldenSegmentIsReadAndWrittenByteForByte() throws Exception {
    assertThat(SegmentDecoder.decode(golden("segment.cbor"))).isEqualTo(GOLDEN);
    assertThat(encode(GOLDEN)).isEqualTo(golden("segment.cbor"));
  }

  @Test
  void theGoldenSegmentWithUnknownKeysAndWiderArraysIsRead() throws Exception {
    assertThat(SegmentDecoder.decode(golden("segment-unknown-keys.cbor"))).isEqualTo(GOLDEN);
  }

  @Test
  void theGoldenLogHeaderIsReadAndWrittenByteForByte() throws Exception {
    assertThat(LogHeader.decode("log", golden("channel-log.json"))).isEqualTo(42);
    assertThat(LogHeader.encode(42)).isEqualTo(golden("channel-log.json"));
    assertThatThrownBy(() -> LogHeader.decode("log", new byte[0]))
        .isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> LogHeader.decode("log", "{\"format\":1,\"first\":-1}".getBytes(UTF_8)))
        .isInstanceOf(WireFormatException.class);
  }

  @Test
  void samplesComeBackAsTheyWere() {
    Random random = new Random(1);
    for (int round = 0; round < 20; round++) {
      List<Sample> samples = new ArrayList<>();
      int devices = 1 + random.nextInt(400);
      long spread = 1L << random.nextInt(45);
      for (int i = 0; i < 500; i++) {
        samples.add(
            new Sample(
                DeviceId.of("device-" + random.nextInt(devices)),
                "metric-" + random.nextInt(3),
                random.nextBoolean() ? "" : "V",
                T.plusMillis(random.nextLong(spread)),
                random.nextGaussian() * 1e300));
      }
      assertThat(SegmentDecoder.decode(encode(samples))).isEqualTo(samples);
    }
  }

  @Test
  void aSampleTakesTwelveBytesAndTheSizeIsForeseen() {
    SegmentEncoder encoder = new SegmentEncoder();
    for (int i = 0; i < 1_000; i++) {
      encoder.add(Sample.of("device-" + i % 100, "temperature", T.plusMillis(i * 60L), i));
    }
    byte[] payload = encoder.encode();
    // 12 bytes a sample, 10 a device's name, and less than 120 for the rest.
    assertThat(payload.length).isLessThan(12_000 + 1_000 + 120);
    assertThat(encoder.size()).isBetween(payload.length, payload.length + 150);
  }

  @Test
  void aStockLibraryReadsIt() throws Exception {
    JsonNode segment = CBOR.readTree(golden("segment.cbor"));
    assertThat(segment.get("format").intValue()).isEqualTo(1);
    assertThat(segment.get("devices").get(0).textValue()).isEqualTo("pump-7");
    assertThat(segment.get("metrics").get(1).get("u").textValue()).isEqualTo("Pa");
    assertThat(segment.get("base").longValue()).isEqualTo(T.toEpochMilli());
    assertThat(segment.get("device").binaryValue()).containsExactly(0, 0, 1, 0);
    assertThat(segment.get("value").binaryValue()).hasSize(32);
  }

  @Test
  void otherFormatsAreToldApart() throws Exception {
    ObjectNode tooNew = CBOR.createObjectNode().put("format", 9);
    assertThatThrownBy(() -> SegmentDecoder.decode(CBOR.writeValueAsBytes(tooNew)))
        .isInstanceOfSatisfying(
            UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isTrue());
    ObjectNode tooOld = CBOR.createObjectNode().put("format", 0);
    assertThatThrownBy(() -> SegmentDecoder.decode(CBOR.writeValueAsBytes(tooOld)))
        .isInstanceOfSatisfying(
            UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"format", "devices", "metrics", "base", "device", "metric", "time", "value"})
  void everyFieldIsNeededAndNamedWhenMissing(String field) {
    assertThatThrownBy(() -> SegmentDecoder.decode(segment(field, null, 2, 2, 1.5)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("'" + field + "'");
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    assertThat(SegmentDecoder.decode(segment("", null, 2, 1, 1.5))).hasSize(2);
    assertThatThrownBy(() -> SegmentDecoder.decode(segment("", null, 3, 1, 1.5)))
        .hasMessageContaining("differ in length");
    assertThatThrownBy(() -> SegmentDecoder.decode(segment("", null, 2, 7, 1.5)))
        .hasMessageContaining("index 7, of 2");
    assertThatThrownBy(() -> SegmentDecoder.decode(segment("", null, 2, 1, Double.NaN)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> SegmentDecoder.decode(segment("", "a/b", 2, 1, 1.5)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("a/b");
    byte[] good = segment("", null, 2, 1, 1.5);
    assertThatThrownBy(() -> SegmentDecoder.decode(Arrays.copyOf(good, good.length + 1)))
        .hasMessageContaining("after its end");
  }

  @Test
  void noGarbledPayloadDoesAnythingButSaySo() throws Exception {
    byte[] good = golden("segment.cbor");
    Random random = new Random(3);
    for (int length = 0; length < good.length; length++) {
      refusedOrRead(Arrays.copyOf(good, length));
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      refusedOrRead(bad);
    }
  }

  private static void refusedOrRead(byte[] payload) {
    try {
      assertThat(SegmentDecoder.decode(payload)).hasSizeLessThan(payload.length);
    } catch (WireFormatException e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
  }

  // A segment of two samples, with one thing wrong.
  private static byte[] segment(
      String without, @Nullable String device, int times, int index, double value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator out = new CBORFactory().createGenerator(bytes)) {
      out.writeStartObject();
      for (String field :
          List.of("format", "devices", "metrics", "base", "device", "metric", "time", "value")) {
        if (field.equals(without)) {
          continue;
        }
        out.writeFieldName(field);
        switch (field) {
          case "format" -> out.writeNumber(1);
          case "base" -> out.writeNumber(T.toEpochMilli());
          case "devices" -> {
            out.writeStartArray();
            out.writeString(device == null ? "d0" : device);
            out.writeString("d1");
            out.writeEndArray();
          }
          case "metrics" -> {
            out.writeStartArray();
            out.writeStartObject();
            out.writeStringField("n", "t");
            out.writeEndObject();
            out.writeEndArray();
          }
          case "device" ->
              TypedArrays.writeUnsigned(out, new long[] {0, index == 2 ? 1 : index}, 2);
          case "metric" -> TypedArrays.writeUnsigned(out, new long[] {0, 0}, 2);
          case "time" -> TypedArrays.writeUnsigned(out, new long[times], times);
          default -> TypedArrays.writeDoubles(out, new double[] {1, value}, 2);
        }
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }
}
