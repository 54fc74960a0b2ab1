package io.github.iotcoord.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.github.iotcoord.CoordinationException;
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
import java.util.zip.DeflaterOutputStream;
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
          new Sample(DeviceId.of("pump-7"), "temperature", "Cel", T.plusSeconds(60), 21.75),
          new Sample(DeviceId.of("pump-7"), "starts", "", T.plusSeconds(120), 3),
          new Sample(DeviceId.of("pump-7"), "phase", "rad", T.plusSeconds(120), 0.1 + 0.2));

  private static List<Sample> decode(byte[] payload) {
    return new SegmentDecoder().decode(payload);
  }

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
    assertThat(decode(golden("segment.cbor"))).isEqualTo(GOLDEN);
    assertThat(encode(GOLDEN)).isEqualTo(golden("segment.cbor"));
  }

  @Test
  void theGoldenSegmentWithUnknownKeysAndWiderArraysIsRead() throws Exception {
    assertThat(decode(golden("segment-unknown-keys.cbor"))).isEqualTo(GOLDEN);
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
  void theGoldenPackedSegmentIsRead() throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      DeviceId device = DeviceId.of(String.format("device-%02d", i));
      samples.add(new Sample(device, "level", "m", T.plusMillis(10L * i), i / 4.0));
    }
    assertThat(decode(golden("segment-packed.cbor"))).isEqualTo(samples);
    assertThat(encode(samples).length).isLessThan(golden("segment-packed.cbor").length + 50);
  }

  @Test
  void samplesComeBackAsTheyWere() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      List<Sample> samples = new ArrayList<>();
      int devices = 1 + random.nextInt(400);
      long spread = 1L << random.nextInt(45);
      int kinds = 1 + random.nextInt(6);
      for (int i = 1 + random.nextInt(500); i >= 0; i--) {
        int kind = random.nextInt(kinds);
        samples.add(
            new Sample(
                DeviceId.of("device-" + random.nextInt(devices)),
                "metric-" + kind,
                random.nextBoolean() ? "" : "V",
                Instant.ofEpochMilli(random.nextLong(spread)),
                value(random, kind)));
      }
      assertSame(samples, "seed " + seed + ", round " + round);
    }
  }

  private static double value(Random random, int kind) {
    return switch (kind) {
      case 0 -> random.nextInt(50) == 0 ? anyFinite(random) : random.nextInt(10_000) / 100.0;
      case 1 -> random.nextInt();
      case 2 -> (float) random.nextGaussian();
      case 3 -> Math.rint(random.nextGaussian() * 1e15) / Math.pow(10, random.nextInt(23));
      case 4 -> random.nextGaussian() * 1e300;
      default -> anyFinite(random);
    };
  }

  private static double anyFinite(Random random) {
    double value;
    do {
      value = Double.longBitsToDouble(random.nextLong());
    } while (!Double.isFinite(value));
    return value;
  }

  @Test
  void everyKindOfDoubleComesBackBitByBit() {
    double[] values = {
      0,
      -0.0,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Double.MIN_NORMAL,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      0.1,
      0.1f,
      0.3,
      0.1 + 0.2,
      1e22,
      1e-22,
      1e-23,
      1L << 50,
      (1L << 50) + 1,
      1L << 53,
      (1L << 53) + 2,
      -(1L << 53),
      123456789.123456,
      Math.PI
    };
    for (double first : values) {
      for (double second : values) {
        assertSame(
            List.of(Sample.of("d", "m", T, first), Sample.of("d", "m", T, second)),
            first + ", " + second);
      }
    }
  }

  private static void assertSame(List<Sample> samples, String what) {
    List<Sample> back = decode(encode(samples));
    // The equality of records of doubles is that of their bits, but for the many sorts of NaN.
    assertThat(back).as(what).isEqualTo(samples);
  }

  // With a few that are -0.0, and one that is no decimal at all.
  private static double reading(Random random) {
    return random.nextInt(1_000) == 0 ? Math.PI : Math.rint(random.nextGaussian() * 100) / 10;
  }

  @Test
  void aReadingTakesFewBytesAndNoMoreThanForeseen() {
    SegmentEncoder readings = new SegmentEncoder();
    SegmentEncoder noise = new SegmentEncoder();
    Random random = new Random(1);
    for (int i = 0; i < 4_000; i++) {
      String device = "device-" + i % 1_000;
      readings.add(Sample.of(device, "level", T.plusMillis(i), reading(random)));
      noise.add(Sample.of(device, "level", T.plusMillis(i), random.nextDouble()));
    }
    assertThat(readings.encode().length).isLessThan(4_000 * 3).isLessThan(readings.size());
    assertThat(noise.encode().length).isLessThan(4_000 * 10).isLessThan(noise.size());
  }

  @Test
  void aStockLibraryReadsIt() throws Exception {
    assertThat(StockReader.read(golden("segment.cbor"))).isEqualTo(GOLDEN);
    assertThat(StockReader.read(golden("segment-unknown-keys.cbor"))).isEqualTo(GOLDEN);
    byte[] packed = golden("segment-packed.cbor");
    assertThat(StockReader.read(packed)).hasSize(100).isEqualTo(decode(packed));
    Random random = new Random(2);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      samples.add(new Sample(DeviceId.of("d" + i % 90), "m" + i % 4, "", T, value(random, i % 4)));
    }
    assertThat(StockReader.read(encode(samples))).isEqualTo(samples);
  }

  @Test
  void otherFormatsAreToldApart() throws Exception {
    ObjectNode tooNew = CBOR.createObjectNode().put("format", 9);
    assertThatThrownBy(() -> decode(CBOR.writeValueAsBytes(tooNew)))
        .isInstanceOfSatisfying(
            UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isTrue());
    ObjectNode tooOld = CBOR.createObjectNode().put("format", 1);
    assertThatThrownBy(() -> decode(CBOR.writeValueAsBytes(tooOld)))
        .isInstanceOfSatisfying(
            UnsupportedFormatException.class, e -> assertThat(e.tooNew()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format", "devices", "metrics", "base", "device", "metric", "series", "time", "values"
      })
  void everyFieldIsNeededAndNamedWhenMissing(String field) {
    byte[] without = new SegmentMaker().without(field).make();
    assertThatThrownBy(() -> decode(without))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("'" + field + "'");
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    assertThat(decode(new SegmentMaker().make())).hasSize(2);
    refused(new SegmentMaker().steps("time", 0, 0, 0), "'series' has 2 elements and 'time' 3");
    refused(new SegmentMaker().steps("device", 0, 0), "'device' has 2 elements and 'metric' 1");
    refused(new SegmentMaker().steps("device", 7), "'device' has the index 7, of 1");
    refused(new SegmentMaker().steps("metric", -1), "'metric' has the index -1, of 1");
    refused(new SegmentMaker().steps("series", 0, 1), "'series' has the index 1, of 1");
    refused(new SegmentMaker().steps("series", 0, Long.MAX_VALUE), "'series' has the index");
    refused(new SegmentMaker().steps("time", 0, -T.toEpochMilli() - 1), "'time' is not from 1970");
    refused(new SegmentMaker().steps("time", 0, Long.MAX_VALUE), "'time' is not from 1970");
    refused(new SegmentMaker().steps("series").steps("time"), "no samples");
    refused(new SegmentMaker().device("a/b"), "a/b");
    refused(
        new SegmentMaker().binary(1.5, Double.NaN), "'values' has an element that is not finite");
    refused(new SegmentMaker().binary(1.5), "'values' has fewer elements");
    refused(new SegmentMaker().binary(1.5, 2, 3), "'values' has more elements");
    refused(new SegmentMaker().decimal(23, 1, 1), "'e' must be at most 22");
    refused(new SegmentMaker().decimal(2, 1L << 53, 1), "'values' has a mantissa beyond 2^53");
    refused(
        new SegmentMaker().decimal(2, 1, Long.MAX_VALUE), "'values' has a mantissa beyond 2^53");
    double[] one = {5};
    assertThat(decode(new SegmentMaker().exceptions(new long[] {1}, one).make()).get(1).value())
        .isEqualTo(5);
    refused(new SegmentMaker().exceptions(new long[] {2}, one), "'i' does not rise");
    refused(new SegmentMaker().exceptions(new long[] {1, 0}, 5, 6), "'i' does not rise");
    refused(new SegmentMaker().exceptions(new long[] {0, 1}, one), "'i' has 2 elements and 'x' 1");
    refused(
        new SegmentMaker().exceptions(new long[] {0}, Double.NEGATIVE_INFINITY),
        "'x' has an element that is not finite");
    byte[] good = new SegmentMaker().make();
    assertThatThrownBy(() -> decode(Arrays.copyOf(good, good.length + 1)))
        .hasMessageContaining("after its end");
  }

  private static void refused(SegmentMaker segment, String why) {
    assertThatThrownBy(() -> decode(segment.make()))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatIsPackedIsTrustedNoMore() throws Exception {
    byte[] bomb = zlib(new byte[(1 << 20) + 1]);
    assertThat(bomb.length).isLessThan(2_000);
    refusedPacked(bomb, "'packed' inflates to more than 1048576 bytes");
    refusedPacked(new byte[] {1, 2, 3}, "'packed' is no zlib stream");
    byte[] whole = zlib(new SegmentMaker().without("format").without("base").make());
    assertThat(decode(packed(whole))).hasSize(2);
    refusedPacked(Arrays.copyOf(whole, whole.length - 5), "'packed' ends within its zlib stream");
    refusedPacked(
        Arrays.copyOf(whole, whole.length + 1), "'packed' has bytes after its zlib stream");
    refusedPacked(zlib(new SegmentMaker().without("format").make()), "'base' twice");
    ObjectNode nested = CBOR.createObjectNode().put("packed", whole);
    refusedPacked(zlib(CBOR.writeValueAsBytes(nested)), "'packed' twice");
  }

  @Test
  void asMuchAsMayBeUnpackedIsUnpacked() throws Exception {
    byte[] most = new byte[SegmentDecoder.MOST_INFLATED];
    new Random(5).nextBytes(most);
    assertThat(Zlib.inflate("packed", zlib(most), most.length)).isEqualTo(most);
    byte[] zeros = new byte[most.length];
    assertThat(Zlib.inflate("packed", zlib(zeros), zeros.length)).isEqualTo(zeros);
  }

  @Test
  void whatIsUndefinedIsNoByteString() throws Exception {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.write(0xa2);
    segment.write(CBOR.writeValueAsBytes("format"));
    segment.write(2);
    segment.write(CBOR.writeValueAsBytes("packed"));
    segment.write(0xf7);
    assertThatThrownBy(() -> decode(segment.toByteArray()))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("'packed'");
  }

  @Test
  void moreThanAPayloadMayHaveIsNotEncoded() {
    SegmentEncoder encoder = new SegmentEncoder();
    Random random = new Random(4);
    for (int i = 0; i < 60_000; i++) {
      encoder.add(Sample.of("d", "m", T.plusMillis(random.nextLong(1L << 45)), anyFinite(random)));
    }
    assertThat(encoder.isFull()).isTrue();
    assertThatThrownBy(encoder::encode)
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining("60000 samples");
  }

  private static void refusedPacked(byte[] stream, String why) {
    assertThatThrownBy(() -> decode(packed(stream)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(why);
  }

  private static byte[] packed(byte[] stream) throws IOException {
    return CBOR.writeValueAsBytes(
        CBOR.createObjectNode()
            .put("format", 2)
            .put("base", T.toEpochMilli())
            .put("packed", stream));
  }

  private static byte[] zlib(byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(data);
    }
    return bytes.toByteArray();
  }

  @Test
  void noGarbledPayloadDoesAnythingButSaySo() throws Exception {
    for (String name : List.of("segment.cbor", "segment-packed.cbor")) {
      garble(golden(name));
    }
  }

  private static void garble(byte[] good) {
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
      assertThat(decode(payload)).hasSizeLessThan(1 << 20);
    } catch (WireFormatException e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
  }
}
