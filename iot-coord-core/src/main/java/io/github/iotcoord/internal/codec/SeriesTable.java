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
 * series is what one device tells of one metric. Most devices tell all their metrics one after the
 * other, and always in the same order, so what comes next is guessed before it is looked for. Not
 * thread-safe.
 */
final class SeriesTable {
  record Metric(String name, String unit) {
    boolean isOf(Sample sample) {
      return name.equals(sample.metric()) && unit.equals(sample.unit());
    }
  }

  final List<DeviceId> devices = new ArrayList<>();
  final List<Metric> metrics = new ArrayList<>();
  private final Map<DeviceId, Integer> deviceNumbers = new HashMap<>();
  private final Map<Metric, Integer> metricNumbers = new HashMap<>();

  /** The first sample of each series. */
  private Sample[] firsts = new Sample[64];

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
    int next = last + 1 < size ? last + 1 : 0;
    last = next < size && isSame(firsts[next], sample) ? next : find(sample);
    return last;
  }

  private static boolean isSame(Sample one, Sample other) {
    return one.device().equals(other.device())
        && one.metric().equals(other.metric())
        && one.unit().equals(other.unit());
  }

  private int find(Sample sample) {
    int device = device(sample);
    int metric = metric(sample);
    int slot = slotOf(device, metric);
    for (; slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      int number = slots[slot] - 1;
      if (deviceOf[number] == device && metricOf[number] == metric) {
        return number;
      }
    }
    add(sample, device, metric);
    slots[slot] = size;
    if (size > slots.length / 2) {
      rehash();
    }
    return size - 1;
  }

  private int device(Sample sample) {
    if (last >= 0 && firsts[last].device().equals(sample.device())) {
      return deviceOf[last];
    }
    return number(sample.device(), devices, deviceNumbers);
  }

  private int metric(Sample sample) {
    int next = last >= 0 && metricOf[last] + 1 < metrics.size() ? metricOf[last] + 1 : 0;
    if (next < metrics.size() && metrics.get(next).isOf(sample)) {
      return next;
    }
    return number(new Metric(sample.metric(), sample.unit()), metrics, metricNumbers);
  }

  private static <T> int number(T name, List<T> names, Map<T, Integer> numbers) {
    Integer known = numbers.putIfAbsent(name, names.size());
    if (known != null) {
      return known;
    }
    names.add(name);
    return names.size() - 1;
  }

  private int slotOf(int device, int metric) {
    int hash = (31 * device + metric) * 0x9E3779B9;
    return hash >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }

  private void add(Sample sample, int device, int metric) {
    if (size == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * size);
      deviceOf = Arrays.copyOf(deviceOf, 2 * size);
      metricOf = Arrays.copyOf(metricOf, 2 * size);
    }
    firsts[size] = sample;
    deviceOf[size] = device;
    metricOf[size] = metric;
    size++;
  }

  private void rehash() {
    slots = new int[4 * slots.length];
    for (int i = 0; i < size; i++) {
      int slot = slotOf(deviceOf[i], metricOf[i]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }
}
