package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Health pages as bytes: CBOR (RFC 8949), with every length definite. */
public final class HealthPageCodec {
  private HealthPageCodec() {}

  public static byte[] encode(HealthPage page) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 128 * page.entries().size());
    try (CBORGenerator out = Cbor.FACTORY.createGenerator(bytes)) {
      out.writeStartObject(page, 3);
      out.writeNumberField("format", WireFormat.VERSION);
      out.writeStringField("incarnation", page.incarnation());
      out.writeFieldName("entries");
      out.writeStartArray(page, page.entries().size());
      for (HealthEntry entry : page.entries()) {
        boolean slept = !entry.sleep().equals(Sleep.NONE);
        out.writeStartObject(
            entry,
            6 + (entry.flapping() ? 1 : 0) + (entry.session() != 0 ? 1 : 0) + (slept ? 2 : 0));
        out.writeStringField("id", entry.device().value());
        out.writeStringField("status", entry.status().name());
        out.writeNumberField("since", entry.since().toEpochMilli());
        out.writeNumberField("transition", entry.transition());
        out.writeStringField("reason", entry.reason());
        out.writeNumberField("period", entry.periodMillis());
        if (entry.flapping()) {
          out.writeBooleanField("flapping", true);
        }
        if (entry.session() != 0) {
          out.writeNumberField("session", entry.session());
        }
        if (slept) {
          out.writeNumberField("asleepUntil", entry.sleep().untilMillis());
          out.writeNumberField("asleepFor", entry.sleep().announcedMillis());
        }
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
   * @param what names the page in messages
   * @throws WireFormatException if it is none, saying what was wrong
   */
  public static HealthPage decode(String what, byte[] data) {
    JsonNode page = Cbor.parse(what, data);
    JsonNode list = Cbor.array(page, what, "entries");
    List<HealthEntry> entries = new ArrayList<>(list.size());
    for (JsonNode entry : list) {
      entries.add(entry(entry, what));
    }
    return new HealthPage(Cbor.text(page, what, "incarnation"), entries);
  }

  private static HealthEntry entry(JsonNode entry, String what) {
    try {
      return new HealthEntry(
          DeviceId.of(Cbor.text(entry, what, "id")),
          DeviceStatus.valueOf(Cbor.text(entry, what, "status")),
          Instant.ofEpochMilli(Cbor.number(entry, what, "since")),
          Cbor.number(entry, what, "transition"),
          Cbor.text(entry, what, "reason"),
          Cbor.flag(entry, what, "flapping"),
          Cbor.number(entry, what, "period"),
          entry.has("session") ? Cbor.number(entry, what, "session") : 0,
          sleep(entry, what));
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(what + " has a bad entry: " + e.getMessage(), e);
    }
  }

  private static Sleep sleep(JsonNode entry, String what) {
    if (!entry.has("asleepUntil")) {
      return Sleep.NONE;
    }
    return new Sleep(
        Cbor.number(entry, what, "asleepUntil"),
        entry.has("asleepFor") ? Cbor.number(entry, what, "asleepFor") : Sleep.LONGEST.toMillis());
  }
}
