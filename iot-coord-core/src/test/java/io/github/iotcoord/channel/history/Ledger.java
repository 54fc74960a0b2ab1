package io.github.iotcoord.channel.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was offered for publishing, and what of it was acknowledged. Thread-safe. */
final class Ledger {
  private final Map<String, Long> offered = new HashMap<>();
  private final Map<String, Set<Long>> acknowledged = new HashMap<>();

  /** The numbers of a device are offered in order, from 0. */
  synchronized void offered(String device, long number) {
    offered.put(device, number);
  }

  synchronized void acknowledged(String device, long number) {
    acknowledged.computeIfAbsent(device, d -> new HashSet<>()).add(number);
  }

  synchronized boolean wasOffered(String device, long number) {
    return number >= 0 && number <= offered.getOrDefault(device, -1L);
  }

  synchronized Map<String, Set<Long>> acknowledged() {
    Map<String, Set<Long>> copy = new HashMap<>();
    acknowledged.forEach((device, numbers) -> copy.put(device, Set.copyOf(numbers)));
    return copy;
  }

  synchronized int size() {
    return acknowledged.values().stream().mapToInt(Set::size).sum();
  }
}
