package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of a segment, and trusts nothing in it: what it allocates is bounded by the
 * payload's size, and whatever is not as the wire format has it ends in a {@link
 * WireFormatException} that names the field. Unknown keys are ignored.
 */
public final class SegmentDecoder {
  private static final CBORFactory FACTORY = new CBORFactory();

  private record Metric(String name, String unit) {}

  private int format = -1;
  private long base = -1;
  private @Nullable List<DeviceId> devices;
  private @Nullable List<Metric> metrics;
  private long @Nullable [] deviceOf;
  private long @Nullable [] metricOf;
  private long @Nullable [] offsets;
  private double @Nullable [] values;

  private SegmentDecoder() {}

  /**
   * Decodes a payload.
   *
   * @throws WireFormatException if it is not a segment
   * @throws io.github.iotcoord.wire.UnsupportedFormatException if it is of another format
   */
  public static List<Sample> decode(byte[] payload) {
    SegmentDecoder decoder = new SegmentDecoder();
    try (CBORParser in = FACTORY.createParser(payload)) {
      decoder.read(in);
      return decoder.samples();
    } catch (IOException e) {
      throw new WireFormatException("A segment is not CBOR: " + e.getMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new WireFormatException("A segment has a bad sample: " + e.getMessage(), e);
    }
  }

  private void read(CBORParser in) throws IOException {
    expect(in.nextToken(), JsonToken.START_OBJECT, "a segment");
    Set<String> seen = new HashSet<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      if (!seen.add(key)) {
        throw new WireFormatException("A segment has '" + key + "' twice", null);
      }
      in.nextToken();
      switch (key) {
        case "format" -> {
          format = Math.toIntExact(Math.min(Integer.MAX_VALUE, unsigned(in, key)));
          // Before anything else is made of it: a newer format may give the other keys a new sense.
          WireFormat.requireSupported("A segment", format);
        }
        case "base" -> base = unsigned(in, key);
        case "devices" -> devices = devices(in);
        case "metrics" -> metrics = metrics(in);
        case "device" -> deviceOf = TypedArrays.unsigned(key, in.getCurrentTag(), bytes(in, key));
        case "metric" -> metricOf = TypedArrays.unsigned(key, in.getCurrentTag(), bytes(in, key));
        case "time" -> offsets = TypedArrays.unsigned(key, in.getCurrentTag(), bytes(in, key));
        case "value" -> values = TypedArrays.doubles(key, in.getCurrentTag(), bytes(in, key));
        default -> in.skipChildren();
      }
    }
    expect(in.currentToken(), JsonToken.END_OBJECT, "a segment's end");
    if (in.nextToken() != null) {
      throw new WireFormatException("A segment has bytes after its end", null);
    }
  }

  private List<Sample> samples() {
    if (format < 0) {
      throw new WireFormatException("A segment has no 'format'", null);
    }
    if (base < 0) {
      throw new WireFormatException("A segment has no 'base'", null);
    }
    List<DeviceId> deviceNames = required(devices, "devices");
    List<Metric> metricNames = required(metrics, "metrics");
    long[] deviceIndexes = required(deviceOf, "device");
    long[] metricIndexes = required(metricOf, "metric");
    long[] times = required(offsets, "time");
    double[] numbers = required(values, "value");
    int count = numbers.length;
    if (count == 0) {
      throw new WireFormatException("A segment has no samples", null);
    }
    if (deviceIndexes.length != count || metricIndexes.length != count || times.length != count) {
      throw new WireFormatException(
          String.format(
              "A segment's columns differ in length: device %d, metric %d, time %d, value %d",
              deviceIndexes.length, metricIndexes.length, times.length, count),
          null);
    }
    List<Sample> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Metric metric = at(metricNames, metricIndexes[i], "metric");
      long time = base + times[i];
      if (time < 0) {
        throw new WireFormatException("A segment's 'time' goes beyond 2^63 - 1", null);
      }
      samples.add(
          new Sample(
              at(deviceNames, deviceIndexes[i], "device"),
              metric.name,
              metric.unit,
              Instant.ofEpochMilli(time),
              numbers[i]));
    }
    return samples;
  }

  private static List<DeviceId> devices(CBORParser in) throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "'devices'");
    List<DeviceId> devices = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      devices.add(DeviceId.of(text(in, "devices")));
    }
    return devices;
  }

  private static List<Metric> metrics(CBORParser in) throws IOException {
    expect(in.currentToken(), JsonToken.START_ARRAY, "'metrics'");
    List<Metric> metrics = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      expect(in.currentToken(), JsonToken.START_OBJECT, "an element of 'metrics'");
      String name = null;
      String unit = "";
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        in.nextToken();
        switch (key) {
          case "n" -> name = text(in, "n");
          case "u" -> unit = text(in, "u");
          default -> in.skipChildren();
        }
      }
      expect(in.currentToken(), JsonToken.END_OBJECT, "the end of an element of 'metrics'");
      metrics.add(new Metric(required(name, "n"), unit));
    }
    return metrics;
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
    return in.getBinaryValue();
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

  private static <T> T at(List<T> dictionary, long index, String field) {
    if (index >= dictionary.size()) {
      throw new WireFormatException(
          "'" + field + "' has the index " + index + ", of " + dictionary.size(), null);
    }
    return dictionary.get((int) index);
  }
}
