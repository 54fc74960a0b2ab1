package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decodes device records, without a tree for each, and gives equal texts the same object. Of a
 * field that is there twice, the last counts. Not thread-safe.
 */
public final class DeviceRecordDecoder {
  // The names of attributes are anybody's: they shall not fill the JVM's own table of strings.
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private final StringCache texts;
  private @Nullable String lastTimeText;
  private Instant lastTime = Instant.EPOCH;

  /** Creates a decoder for many records, of which texts that come again and again are shared. */
  public DeviceRecordDecoder() {
    this(StringCache.large());
  }

  DeviceRecordDecoder(StringCache texts) {
    this.texts = texts;
  }

  /**
   * Decodes a record.
   *
   * @param id the device's id by its path, which the payload must agree with and the device shares
   * @param version the node's version
   * @throws WireFormatException if the payload is not a record of this device
   */
  public RegisteredDevice decode(String id, byte[] data, int version) {
    Fields fields = new Fields(id);
    try (JsonParser parser = JSON.createParser(data)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        fields.isObject = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.read(name, parser);
        }
      } else {
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new WireFormatException(
            fields.what() + " is not JSON: something follows its end", null);
      }
    } catch (IOException e) {
      throw new WireFormatException(fields.what() + " is not JSON: " + e.getMessage(), e);
    }
    return fields.record(version);
  }

  /** What was found so far; null stands for what is missing or of the wrong type. */
  private final class Fields {
    private final String id;
    private boolean isObject;
    private @Nullable BigInteger format;
    private @Nullable String written;
    private @Nullable String type;
    private @Nullable String group;
    private @Nullable String owner;
    private @Nullable String claim;
    private @Nullable String registeredAt;
    private Set<String> tags = Set.of();
    private @Nullable String tagsProblem;
    private @Nullable Map<String, @Nullable String> attributes;
    private AdminState adminState = AdminState.ENABLED;
    private @Nullable String unknownState;

    Fields(String id) {
      this.id = id;
    }

    String what() {
      return "the record of device " + id;
    }

    void read(String name, JsonParser parser) throws IOException {
      switch (name) {
        case "format" -> {
          boolean integral = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
          format = integral ? parser.getBigIntegerValue() : null;
        }
        case "id" -> written = id(parser);
        case "type" -> type = shared(parser);
        case "group" -> group = shared(parser);
        case "tags" -> readTags(parser);
        case "attributes" -> readAttributes(parser);
        case "owner" -> owner = shared(parser);
        case "claim" -> claim = shared(parser);
        case "registeredAt" ->
            registeredAt =
                parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
        case "adminState" -> readState(parser);
        default -> {}
      }
      // Does nothing unless the value is an object or an array that has not been read.
      parser.skipChildren();
    }

    // Each id comes once, and is known: no text is made of it, and none is kept in the cache.
    private @Nullable String id(JsonParser parser) throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        return null;
      }
      String text = parser.getText();
      return text.equals(id) ? id : text;
    }

    private @Nullable String shared(JsonParser parser) throws IOException {
      return parser.currentToken() == JsonToken.VALUE_STRING
          ? texts.get(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())
          : null;
    }

    private void readTags(JsonParser parser) throws IOException {
      tagsProblem = null;
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        tagsProblem = " has tags that are no array";
        return;
      }
      tags = new TreeSet<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String tag = shared(parser);
        if (tag == null) {
          tagsProblem = " has a tag that is not text";
          parser.skipChildren();
        } else {
          tags.add(tag);
        }
      }
    }

    private void readAttributes(JsonParser parser) throws IOException {
      attributes = null;
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        return;
      }
      Map<String, @Nullable String> found = new TreeMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        found.put(name, shared(parser));
        parser.skipChildren();
      }
      attributes = found;
    }

    private void readState(JsonParser parser) throws IOException {
      String text = parser.getText();
      boolean isText = parser.currentToken() == JsonToken.VALUE_STRING;
      adminState = AdminState.ENABLED;
      unknownState = null;
      if (isText && text.equals(DeviceRecordCodec.LOCKED)) {
        adminState = AdminState.LOCKED;
      } else if (!isText || !text.equals(DeviceRecordCodec.ENABLED)) {
        unknownState = isText ? '"' + text + '"' : text;
      }
    }

    RegisteredDevice record(int version) {
      if (!isObject) {
        throw new WireFormatException(what() + " is not a JSON object", null);
      }
      if (format == null) {
        throw new WireFormatException(what() + " has no format number", null);
      }
      WireFormat.requireSupported(what(), Json.clamped(format));
      String named = required("id", written);
      if (!named.equals(id)) {
        throw new WireFormatException(what() + " says that it is of " + named, null);
      }
      try {
        Device device =
            new Device(
                DeviceId.of(id),
                required("type", type),
                required("group", group),
                checkedTags(),
                checkedAttributes());
        return new RegisteredDevice(
            device,
            Names.require("owner", required("owner", owner)),
            required("claim", claim),
            version,
            time(required("registeredAt", registeredAt)),
            checkedState());
      } catch (IllegalArgumentException e) {
        throw new WireFormatException(what() + " is not allowed: " + e.getMessage(), e);
      }
    }

    private String required(String field, @Nullable String value) {
      if (value == null) {
        throw new WireFormatException(what() + " has no text field '" + field + "'", null);
      }
      return value;
    }

    private Set<String> checkedTags() {
      if (tagsProblem != null) {
        throw new WireFormatException(what() + tagsProblem, null);
      }
      return tags;
    }

    private Map<String, String> checkedAttributes() {
      if (attributes == null) {
        throw new WireFormatException(what() + " has no object 'attributes'", null);
      }
      attributes.forEach(
          (name, value) -> {
            if (value == null) {
              throw new WireFormatException(
                  what() + " has an attribute '" + name + "' that is not text", null);
            }
          });
      @SuppressWarnings("NullAway") // has just been looked at
      Map<String, String> checked = attributes;
      return checked;
    }

    private AdminState checkedState() {
      if (unknownState != null) {
        throw new WireFormatException(what() + " has an unknown adminState: " + unknownState, null);
      }
      return adminState;
    }

    // What is registered together has one time, mostly.
    private Instant time(String text) {
      if (!text.equals(lastTimeText)) {
        try {
          lastTime = Times.parse(text);
          lastTimeText = text;
        } catch (DateTimeException e) {
          throw new WireFormatException(what() + " has no time in 'registeredAt': " + text, e);
        }
      }
      return lastTime;
    }
  }
}
