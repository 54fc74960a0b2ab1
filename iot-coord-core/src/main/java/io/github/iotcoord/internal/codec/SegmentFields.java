package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a segment's map, each checked by itself, in the order in which they come. */
final class SegmentFields {
  private static final DeviceId ANY = DeviceId.of("any");

  /**
   * @param decimals by which power of ten its mantissas are divided, or -1 if it has none
   * @param exceptionAt which of its values have no mantissa, in rising order
   * @param exceptions what these are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Metric(String name, String unit, int decimals, long[] exceptionAt, double[] exceptions) {}

  /** A typed array that is not interpreted yet. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Raw(int tag, byte[] bytes) {}

  private final SharedNames names;
  private final Set<String> seen = new HashSet<>();
  private int format = -1;
  private long base = -1;
  private @Nullable List<DeviceId> devices;
  private @Nullable List<Metric> metrics;
  private long @Nullable [] device;
  private long @Nullable [] metric;
  private long @Nullable [] series;
  private long @Nullable [] time;
  private @Nullable List<Raw> values;
  private byte @Nullable [] packed;

  SegmentFields(SharedNames names) {
    this.names = names;
  }

  /**
   * Reads a map, and nothing may follow it.
   *
   * @param unpacked whether it is the one that was packed within the other
   */
  void read(CBORParser in, boolean unpacked) throws IOException {
    expect(in.nextToken(), JsonToken.START_OBJECT, "a segment");
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      if (!seen.add(key)) {
        throw new WireFormatException("A segment has '" + key + "' twice", null);
      }
      in.nextToken();
      switch (key) {
        case "format" -> {
          format = (int) Math.min(Integer.MAX_VALUE, unsigned(in, key));
          // Before anything else is made of it: a newer format may give the other keys a new sense.
          WireFormat.requireSupported("A segment", format, WireFormat.SEGMENT_VERSION);
        }
        case "base" -> base = unsigned(in, key);
        case "devices" -> devices = devices(in);
        case "metrics" -> metrics = metrics(in);
        case "device" -> device = steps(in, key);
        case "metric" -> metric = steps(in, key);
        case "series" -> series = steps(in, key);
        case "time" -> time = steps(in, key);
        case "values" -> values = values(in);
        case "packed" -> {
          if (unpacked) {
            throw new WireFormatException("A segment has 'packed' within 'packed'", null);
          }
          packed = bytes(in, key);
        }
        default -> in.skipChildren();
      }
    }
    expect(in.currentToken(), JsonToken.END_OBJECT, "a segment's end");
    if (in.nextToken() != null) {
      throw new WireFormatException("A segment has bytes after its end", null);
    }
    if (!unpacked && format < 0) {
      throw new WireFormatException("A segment has no 'format'", null);
    }
  }

  byte @Nullable [] packed() {
    return packed;
  }

  long base() {
    if (base < 0) {
      throw new WireFormatException("A segment has no 'base'", null);
    }
    return base;
  }

  List<DeviceId> devices() {
    return required(devices, "devices");
  }

  List<Metric> metrics() {
    return required(metrics, "metrics");
  }

  long[] device() {
    return required(device, "device");
  }

  long[] metric() {
    return required(metric, "metric");
  }

  long[] series() {
    return required(series, "series");
  }

  long[] time() {
    return required(time, "time");
  }

  List<Raw> values() {
    return required(values, "values");
  }

  private List<DeviceId> devices(CBORParser in) throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "an array in 'devices'");
    List<DeviceId> found = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      found.add(names.device(text(in, "devices")));
    }
    return found;
  }

  private List<Metric> metrics(CBORParser in) throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "an array in 'metrics'");
    List<Metric> found = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      expect(in.currentToken(), JsonToken.START_OBJECT, "a map in 'metrics'");
      String name = null;
      String unit = "";
      long decimals = -1;
      long[] at = {};
      double[] exceptions = {};
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        in.nextToken();
        switch (key) {
          case "n" -> name = text(in, "n");
          case "u" -> unit = text(in, "u");
          case "e" -> decimals = unsigned(in, "e");
          case "i" -> at = TypedArrays.unsigned("i", in.getCurrentTag(), bytes(in, "i"));
          case "x" -> exceptions = TypedArrays.doubles("x", in.getCurrentTag(), bytes(in, "x"));
          default -> in.skipChildren();
        }
      }
      expect(in.currentToken(), JsonToken.END_OBJECT, "the end of a map in 'metrics'");
      found.add(metric(required(name, "n"), unit, decimals, at, exceptions));
    }
    return found;
  }

  private Metric metric(String name, String unit, long decimals, long[] at, double[] exceptions) {
    if (decimals > Decimals.MOST) {
      throw new WireFormatException(
          "'e' must be at most " + Decimals.MOST + ", was " + decimals, null);
    }
    if (at.length != exceptions.length) {
      throw new WireFormatException(
          "'i' has " + at.length + " elements and 'x' " + exceptions.length, null);
    }
    // So no sample of the metric can be refused later for its name or unit.
    Sample unused = new Sample(ANY, name, unit, Instant.EPOCH, 0);
    // Shared only now, when their lengths are known to be bounded.
    return new Metric(
        names.text(unused.metric()), names.text(unused.unit()), (int) decimals, at, exceptions);
  }

  private static List<Raw> values(CBORParser in) throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "an array in 'values'");
    List<Raw> found = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      found.add(new Raw(in.getCurrentTag(), bytes(in, "values")));
    }
    return found;
  }

  private static long[] steps(CBORParser in, String key) throws IOException {
    return TypedArrays.signed(key, in.getCurrentTag(), bytes(in, key));
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

  private static byte[] bytes(CBORParser in, String field) throws IOException {
    expect(in.currentToken(), JsonToken.VALUE_EMBEDDED_OBJECT, "a byte string in '" + field + "'");
    byte[] bytes = in.getBinaryValue();
    // An embedded object need not be a byte string.
    if (bytes == null) {
      throw new WireFormatException("Expected a byte string in '" + field + "'", null);
    }
    return bytes;
  }

  private static void expect(@Nullable JsonToken found, JsonToken wanted, String what) {
    if (found != wanted) {
      throw new WireFormatException("Expected " + what + ", found " + found, null);
    }
  }

  private static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw new WireFormatException("A segment has no '" + field + "'", null);
    }
    return value;
  }
}
