package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.github.iotcoord.internal.codec.RelayRequest.Kind;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of beats, and trusts nothing in it: whatever is not as the wire format has it ends
 * in a {@link WireFormatException}. Unknown keys, and requests of an unknown kind, are ignored.
 */
public final class RelayPageDecoder {
  private static final CBORFactory FACTORY = new CBORFactory();

  private static final int MANY = 512;

  // What relays let in. Without limits a judge's nanoseconds would overflow.
  private static final long LONGEST_PERIOD = Duration.ofDays(30).toMillis();
  private static final long LONGEST = Duration.ofDays(3_650).toMillis();
  private static final long MOST_NUMBER = 1L << 62;

  private boolean formatSeen;
  private List<RelayRequest> requests = List.of();
  private List<DeviceId> devices = List.of();
  private long @Nullable [] sequences;
  private long @Nullable [] ages;
  private long @Nullable [] counts;
  private long @Nullable [] missed;
  private long @Nullable [] spans;

  private RelayPageDecoder() {}

  /**
   * Decodes a payload.
   *
   * @throws WireFormatException if it is not a page of beats
   */
  public static RelayPage decode(byte[] payload) {
    RelayPageDecoder decoder = new RelayPageDecoder();
    try (CBORParser in = FACTORY.createParser(payload)) {
      decoder.read(in);
      return decoder.page();
    } catch (IOException e) {
      throw new WireFormatException("A page of beats is not CBOR: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new WireFormatException("A page of beats has a bad entry: " + e.getMessage(), e);
    }
  }

  private void read(CBORParser in) throws IOException {
    expect(in.nextToken(), JsonToken.START_OBJECT, "a page of beats");
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      in.nextToken();
      switch (key) {
        case "format" -> {
          WireFormat.requireSupported(
              "A page of beats", (int) Math.min(Integer.MAX_VALUE, unsigned(in, key)));
          formatSeen = true;
        }
        case "requests" -> requests = requests(in);
        case "device" -> devices = devices(in);
        case "sequence" -> sequences = column(in, key);
        case "age" -> ages = column(in, key);
        case "count" -> counts = column(in, key);
        case "missed" -> missed = column(in, key);
        case "span" -> spans = column(in, key);
        default -> in.skipChildren();
      }
    }
    expect(in.currentToken(), JsonToken.END_OBJECT, "the end of a page of beats");
    if (in.nextToken() != null) {
      throw new WireFormatException("A page of beats has bytes after its end", null);
    }
  }

  private RelayPage page() {
    if (!formatSeen) {
      throw new WireFormatException("A page of beats has no 'format'", null);
    }
    int size = devices.size();
    long[] sequence = filled(sequences, "sequence", size, 0, MOST_NUMBER + 1);
    long[] age = filled(ages, "age", size, 0, LONGEST);
    long[] count = filled(counts, "count", size, 1, MOST_NUMBER);
    long[] miss = filled(missed, "missed", size, 0, MOST_NUMBER);
    long[] span = filled(spans, "span", size, 0, LONGEST);
    List<RelayedBeats> beats = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      beats.add(
          new RelayedBeats(
              devices.get(i), sequence[i] - 1, Math.max(1, count[i]), miss[i], age[i], span[i]));
    }
    return new RelayPage(requests, beats);
  }

  private static long[] filled(
      long @Nullable [] column, String name, int size, long absent, long most) {
    if (column == null) {
      long[] values = new long[size];
      Arrays.fill(values, absent);
      return values;
    }
    if (column.length != size) {
      throw new WireFormatException(
          "'" + name + "' has " + column.length + " elements, for " + size + " devices", null);
    }
    for (long value : column) {
      requireAtMost(most, name, value);
    }
    return column;
  }

  private static void requireAtMost(long most, String field, long value) {
    if (value > most) {
      throw new WireFormatException(
          "'" + field + "' must be at most " + most + ", was " + value, null);
    }
  }

  private static List<DeviceId> devices(CBORParser in) throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "'device'");
    List<DeviceId> devices = new ArrayList<>(MANY);
    // The short way to a text; whatever else there is, is told by the token.
    for (String id = in.nextTextValue();
        in.currentToken() != JsonToken.END_ARRAY;
        id = in.nextTextValue()) {
      devices.add(DeviceId.of(id == null ? text(in, "device") : id));
    }
    return devices;
  }

  private static List<RelayRequest> requests(CBORParser in) throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "'requests'");
    List<RelayRequest> requests = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      expect(in.currentToken(), JsonToken.START_OBJECT, "an element of 'requests'");
      String word = null;
      String id = null;
      long millis = 0;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        in.nextToken();
        switch (key) {
          case "kind" -> word = text(in, key);
          case "id" -> id = text(in, key);
          case "millis" -> millis = unsigned(in, key);
          default -> in.skipChildren();
        }
      }
      if (word == null || id == null) {
        throw new WireFormatException("An element of 'requests' has no 'kind' or no 'id'", null);
      }
      for (Kind kind : Kind.values()) {
        if (kind.word().equals(word)) {
          requireAtMost(kind == Kind.TRACK ? LONGEST_PERIOD : LONGEST, "millis", millis);
          requests.add(new RelayRequest(kind, DeviceId.of(id), millis));
        }
      }
    }
    return requests;
  }

  private static long[] column(CBORParser in, String field) throws IOException {
    int tag = in.getCurrentTag();
    expect(in.currentToken(), JsonToken.VALUE_EMBEDDED_OBJECT, "a byte string in '" + field + "'");
    return TypedArrays.unsigned(field, tag, in.getBinaryValue());
  }

  private static String text(CBORParser in, String field) throws IOException {
    expect(in.currentToken(), JsonToken.VALUE_STRING, "text in '" + field + "'");
    return in.getText();
  }

  private static long unsigned(CBORParser in, String field) throws IOException {
    expect(in.currentToken(), JsonToken.VALUE_NUMBER_INT, "a whole number in '" + field + "'");
    long value = in.getLongValue();
    if (value < 0) {
      throw new WireFormatException("'" + field + "' must not be negative, was " + value, null);
    }
    return value;
  }

  private static void expect(@Nullable JsonToken found, JsonToken wanted, String what) {
    if (found != wanted) {
      throw new WireFormatException("Expected " + what + ", found " + found, null);
    }
  }
}
