package io.github.iotcoord.internal.codec;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the devices, the metrics and the series of samples, in the order in which they come: a
 * series is what one device tells of one metric. Not thread-safe.
 */
final class SeriesTable {
  record Metric(String name, String unit) {}

  private record Series(DeviceId device, String metric, String unit) {
    boolean has(Sample sample) {
      return device.equals(sample.device())
          && metric.equals(sample.metric())
          && unit.equals(sample.unit());
    }
  }

  final List<DeviceId> devices = new ArrayList<>();
  final List<Metric> metrics = new ArrayList<>();
  private final Map<DeviceId, Integer> deviceNumbers = new HashMap<>();
  private final Map<Metric, Integer> metricNumbers = new HashMap<>();

  private Series[] series = new Series[64];
  private int[] deviceOf = new int[64];
  private int[] metricOf = new int[64];
  private int size;

  /** An open hash table: numbers of series, plus one. */
  private int[] slots = new int[256];

  private int last = -1;

  int size() {
    return size;
  }

  int deviceOf(int number) {
    return deviceOf[number];
  }

  int metricOf(int number) {
    return metricOf[number];
  }

  /** The number of a sample's series, which is new if it is what {@link #size} was before. */
  int numberOf(Sample sample) {
    // Mostly devices tell of themselves in turn.
    int next = last + 1 < size ? last + 1 : 0;
    last = next < size && series[next].has(sample) ? next : find(sample);
    return last;
  }

  private int find(Sample sample) {
    int slot = slotOf(sample.device(), sample.metric());
    for (; slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      int number = slots[slot] - 1;
      if (series[number].has(sample)) {
        return number;
      }
    }
    add(sample);
    slots[slot] = size;
    if (size > slots.length / 2) {
      rehash();
    }
    return size - 1;
  }

  private int slotOf(DeviceId device, String metric) {
    int hash = (31 * device.value().hashCode() + metric.hashCode()) * 0x9E3779B9;
    return hash >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }

  private void add(Sample sample) {
    if (size == series.length) {
      series = Arrays.copyOf(series, 2 * size);
      deviceOf = Arrays.copyOf(deviceOf, 2 * size);
      metricOf = Arrays.copyOf(metricOf, 2 * size);
    }
    Metric metric = new Metric(sample.metric(), sample.unit());
    series[size] = new Series(sample.device(), metric.name, metric.unit);
    deviceOf[size] = number(sample.device(), devices, deviceNumbers);
    metricOf[size] = number(metric, metrics, metricNumbers);
    size++;
  }

  private static <T> int number(T name, List<T> names, Map<T, Integer> numbers) {
    Integer known = numbers.putIfAbsent(name, names.size());
    if (known != null) {
      return known;
    }
    names.add(name);
    return names.size() - 1;
  }

  private void rehash() {
    slots = new int[4 * slots.length];
    for (int i = 0; i < size; i++) {
      int slot = slotOf(series[i].device, series[i].metric);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }
}
