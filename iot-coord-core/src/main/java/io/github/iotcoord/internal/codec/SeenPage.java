package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * For how long a gateway's devices had been silent at one time: a byte for each, in the order of
 * their health page.
 *
 * @param incarnation the life of the gateway that wrote it
 * @param at that time, by the gateway's wall clock
 * @param ages by the number of the health page
 */
public record SeenPage(String incarnation, Instant at, Map<Integer, Ages> ages) {
  /** Each code stands for a silence a tenth longer than the one before; 0 for this, or less. */
  private static final double UNIT_MILLIS = 100;

  private static final double LOG_STEP = Math.log(1.1);

  /** The code of a silence that nobody knows. */
  public static final byte UNKNOWN = (byte) 255;

  /**
   * The silences of one page's devices.
   *
   * @param layout the checksum of the ids that they belong to, in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Ages(long layout, byte[] codes) {}

  /** The code of a silence: the next longer one that has a code. */
  public static byte code(long nanos) {
    double code = Math.ceil(Math.log(Math.max(1, nanos / 1e6 / UNIT_MILLIS)) / LOG_STEP);
    return (byte) Math.min(254, (int) code);
  }

  /** The silence of a code. */
  public static Duration age(byte code) {
    return Duration.ofMillis(Math.round(UNIT_MILLIS * Math.exp(LOG_STEP * (code & 0xff))));
  }

  /** Computes the checksum of ids in their order. */
  public static final class Layout {
    private final CRC32 crc = new CRC32();

    public void add(DeviceId device) {
      crc.update(device.value().getBytes(StandardCharsets.UTF_8));
      crc.update(0);
    }

    public long value() {
      return crc.getValue();
    }
  }

  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 160 * ages.size());
    try (CBORGenerator out = Cbor.FACTORY.createGenerator(bytes)) {
      out.writeStartObject(this, 4);
      out.writeNumberField("format", WireFormat.VERSION);
      out.writeStringField("incarnation", incarnation);
      out.writeNumberField("at", at.toEpochMilli());
      out.writeFieldName("pages");
      out.writeStartArray(this, ages.size());
      for (Map.Entry<Integer, Ages> page : ages.entrySet()) {
        out.writeStartObject(page, 3);
        out.writeNumberField("page", page.getKey());
        out.writeNumberField("layout", page.getValue().layout());
        out.writeBinaryField("ages", page.getValue().codes());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a page.
   *
   * @param what names it in messages
   * @throws WireFormatException if it is none, saying what was wrong
   */
  public static SeenPage decode(String what, byte[] data) {
    JsonNode page = Cbor.parse(what, data);
    Map<Integer, Ages> ages = new LinkedHashMap<>();
    for (JsonNode one : Cbor.array(page, what, "pages")) {
      ages.put(
          (int) Math.max(-1, Math.min(Integer.MAX_VALUE, Cbor.number(one, what, "page"))),
          new Ages(Cbor.number(one, what, "layout"), Cbor.bytes(one, what, "ages")));
    }
    return new SeenPage(
        Cbor.text(page, what, "incarnation"),
        Instant.ofEpochMilli(Cbor.number(page, what, "at")),
        ages);
  }
}
