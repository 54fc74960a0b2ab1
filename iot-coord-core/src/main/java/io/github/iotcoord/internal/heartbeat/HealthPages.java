package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of a gateway's pages in ZooKeeper: which exist, which must be written, who waits
 * for that, and what is left over in them of devices that are not tracked any more. Thread-safe.
 */
final class HealthPages {

  /** What a page was when it was taken to be written. */
  record Taken(int number, long version, boolean exists, List<HealthEntry> leftOver) {}

  /** Stands in place of a page's number for what is said of all devices together. */
  static final int GROUP = -1;

  /** Stands in place of a page's number for when the devices were heard. */
  static final int SEEN = -2;

  private static final class Page {
    boolean exists;
    long changed;
    long written;
    final Map<DeviceId, HealthEntry> leftOver = new LinkedHashMap<>();
  }

  private record Waiter(Map<Integer, Long> versions, CompletableFuture<Void> done) {}

  private final Map<Integer, Page> pages = new HashMap<>();
  private final Map<DeviceId, Integer> leftOverIn = new HashMap<>();
  private final Set<Integer> dirty = new LinkedHashSet<>();
  private final List<Waiter> waiters = new ArrayList<>();

  synchronized void changed(int number) {
    page(number).changed++;
    dirty.add(number);
  }

  /** Takes the next page that must be written; null if there is none. */
  synchronized @Nullable Taken take() {
    Iterator<Integer> numbers = dirty.iterator();
    if (!numbers.hasNext()) {
      return null;
    }
    int number = dirty.contains(GROUP) ? GROUP : numbers.next();
    dirty.remove(number);
    Page page = page(number);
    return new Taken(number, page.changed, page.exists, List.copyOf(page.leftOver.values()));
  }

  /** What is left over in a page. */
  synchronized List<HealthEntry> leftOver(int number) {
    Page page = pages.get(number);
    return page == null ? List.of() : List.copyOf(page.leftOver.values());
  }

  /** A page was written, or deleted. */
  void committed(Taken taken, boolean exists) {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    synchronized (this) {
      Page page = page(taken.number);
      page.exists = exists;
      page.written = taken.version;
      waiters.removeIf(
          waiter -> {
            waiter.versions.computeIfPresent(
                taken.number, (number, version) -> version <= taken.version ? null : version);
            return waiter.versions.isEmpty() && done.add(waiter.done);
          });
    }
    done.forEach(waiter -> waiter.complete(null));
  }

  /** A page was not written, or nobody knows. */
  synchronized void failed(Taken taken) {
    dirty.add(taken.number);
  }

  /** It turned out that a page exists, or does not. */
  synchronized void correct(int number, boolean exists) {
    page(number).exists = exists;
  }

  /** Ends when all that is to be written now has been. */
  synchronized CompletableFuture<Void> allWritten() {
    Map<Integer, Long> versions = new HashMap<>();
    pages.forEach(
        (number, page) -> {
          if (page.written != page.changed) {
            versions.put(number, page.changed);
          }
        });
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (versions.isEmpty()) {
      done.complete(null);
    } else {
      waiters.add(new Waiter(versions, done));
    }
    return done;
  }

  void failWaiters(RuntimeException failure) {
    List<Waiter> failed;
    synchronized (this) {
      failed = List.copyOf(waiters);
      waiters.clear();
    }
    failed.forEach(waiter -> waiter.done.completeExceptionally(failure));
  }

  synchronized void forget(CompletableFuture<Void> waiting) {
    waiters.removeIf(waiter -> waiter.done == waiting);
  }

  /**
   * Compares with what is in ZooKeeper, under a new claim.
   *
   * @param found the pages that are there; null for one that cannot be read, or has no devices
   * @param own the life whose pages need not be written again
   * @return the devices that another life left there
   */
  synchronized List<DeviceId> load(
      Map<Integer, @Nullable HealthPage> found, String own, Instant now) {
    List<DeviceId> others = new ArrayList<>();
    pages.values().forEach(page -> page.exists = false);
    found.keySet().forEach(number -> page(number).exists = true);
    found.forEach(
        (number, payload) -> {
          if (payload == null || payload.incarnation().equals(own)) {
            return;
          }
          changedUnlessOnlyLeftOver(number);
          if (payload.entries().isEmpty()) {
            changed(number);
          }
          for (HealthEntry entry : payload.entries()) {
            if (!leftOverIn.containsKey(entry.device())) {
              keep(number, entry.leftOver(now));
              others.add(entry.device());
            }
          }
        });
    pages.forEach(
        (number, page) -> {
          if (!page.exists) {
            changedUnlessOnlyLeftOver(number);
          }
        });
    return others;
  }

  // Pages of devices that were tracked here at some time are all known by a change.
  private void changedUnlessOnlyLeftOver(int number) {
    if (page(number).changed > 0) {
      changed(number);
    }
  }

  // So many in a page at most, however often a gateway comes back with other devices.
  private void keep(int number, HealthEntry entry) {
    int home = number;
    while (page(home).leftOver.size() >= DevicePage.SIZE) {
      home++;
    }
    page(home).leftOver.put(entry.device(), entry);
    leftOverIn.put(entry.device(), home);
    if (home != number) {
      changed(home);
      changed(number);
    }
  }

  /**
   * Takes a device out of what is left over.
   *
   * @return what was said of it, null if it was not there
   */
  synchronized @Nullable HealthEntry reclaim(DeviceId device) {
    Integer number = leftOverIn.remove(device);
    if (number == null) {
      return null;
    }
    changed(number);
    return page(number).leftOver.remove(device);
  }

  private Page page(int number) {
    return pages.computeIfAbsent(number, n -> new Page());
  }
}
