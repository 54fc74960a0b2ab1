package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads segments as somebody would who has the wire format's description, zlib, and a CBOR library
 * that makes arrays of typed arrays; shares nothing with the library's own decoder.
 */
final class StockReader {
  private StockReader() {}

  @SuppressWarnings("unchecked")
  static List<Sample> read(byte[] payload) throws IOException {
    Map<String, Object> segment = new LinkedHashMap<>((Map<String, Object>) tree(payload));
    if (segment.remove("packed") instanceof byte[] packed) {
      byte[] rest = new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes();
      segment.putAll((Map<String, Object>) tree(rest));
    }
    return samples(segment);
  }

  @SuppressWarnings("unchecked")
  private static List<Sample> samples(Map<String, Object> segment) {
    List<String> devices = (List<String>) need(segment, "devices");
    List<Map<String, Object>> metrics = (List<Map<String, Object>>) need(segment, "metrics");
    List<List<Number>> values = (List<List<Number>>) need(segment, "values");
    List<Long> deviceOf = sums(segment.get("device"), 0);
    List<Long> metricOf = sums(segment.get("metric"), 0);
    List<Long> seriesOf = sums(segment.get("series"), 0);
    List<Long> times = sums(segment.get("time"), (Long) need(segment, "base"));
    Map<String, Long> before = new HashMap<>();
    int[] next = new int[metrics.size()];
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      int series = seriesOf.get(i).intValue();
      int metric = metricOf.get(series).intValue();
      Map<String, Object> about = metrics.get(metric);
      Number stored = values.get(metric).get(next[metric]++);
      double value = stored.doubleValue();
      if (about.get("e") instanceof Long decimals) {
        long start = before.getOrDefault("metric " + metric, 0L);
        long mantissa = before.getOrDefault("series " + series, start) + stored.longValue();
        before.put("metric " + metric, mantissa);
        before.put("series " + series, mantissa);
        value = mantissa / Double.parseDouble("1e" + decimals);
        int exception = numbers(about.get("i")).indexOf((long) next[metric] - 1);
        value = exception < 0 ? value : ((List<Double>) need(about, "x")).get(exception);
      }
      samples.add(
          new Sample(
              DeviceId.of(devices.get(deviceOf.get(series).intValue())),
              (String) need(about, "n"),
              about.get("u") instanceof String unit ? unit : "",
              Instant.ofEpochMilli(times.get(i)),
              value));
    }
    return samples;
  }

  private static Object need(Map<String, Object> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private static List<Long> numbers(@Nullable Object array) {
    return array instanceof List<?> list
        ? list.stream().map(one -> ((Number) one).longValue()).toList()
        : List.of();
  }

  private static List<Long> sums(@Nullable Object steps, long first) {
    List<Long> sums = new ArrayList<>();
    long sum = first;
    for (long step : numbers(steps)) {
      sum += step;
      sums.add(sum);
    }
    return sums;
  }

  private static Object tree(byte[] data) throws IOException {
    try (CBORParser in = new CBORFactory().createParser(data)) {
      in.nextToken();
      return item(in);
    }
  }

  private static Object item(CBORParser in) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String key = in.currentName();
          in.nextToken();
          map.put(key, item(in));
        }
        return map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          list.add(item(in));
        }
        return list;
      }
      case VALUE_EMBEDDED_OBJECT -> {
        int tag = in.getCurrentTag();
        return tag < 0 ? in.getBinaryValue() : typedArray(tag, in.getBinaryValue());
      }
      case VALUE_NUMBER_INT -> {
        return in.getLongValue();
      }
      default -> {
        return in.getText();
      }
    }
  }

  private static List<Number> typedArray(int tag, byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    List<Number> elements = new ArrayList<>();
    while (in.hasRemaining()) {
      elements.add(
          switch (tag) {
            case 64 -> in.get() & 0xff;
            case 69 -> in.getShort() & 0xffff;
            case 72 -> in.get();
            case 77 -> in.getShort();
            case 78 -> in.getInt();
            case 79 -> in.getLong();
            case 85 -> in.getFloat();
            case 86 -> in.getDouble();
            default -> throw new IllegalArgumentException("tag " + tag);
          });
    }
    return elements;
  }
}
