package io.github.iotcoord.channel.history;

import io.github.iotcoord.channel.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The record of one who hears samples, in the order in which they were heard. Thread-safe.
 *
 * @see Gateway which gives each sample of a device a number, as its value
 */
final class Heard {
  private final String name;
  private final Map<String, List<Long>> numbers = new HashMap<>();

  Heard(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  synchronized void add(Sample sample) {
    numbers
        .computeIfAbsent(sample.device().value(), device -> new ArrayList<>())
        .add((long) sample.value());
  }

  synchronized Map<String, List<Long>> numbers() {
    Map<String, List<Long>> copy = new HashMap<>();
    numbers.forEach((device, list) -> copy.put(device, List.copyOf(list)));
    return copy;
  }
}
