package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.registry.DeviceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a relay has for one partition: beats and requests that wait to be written, and pages that
 * have been written and that nobody has taken yet, as far as is known. Thread-safe.
 */
final class RelayBuffer {
  /** What an entry takes in a page, besides the id: its head and about so much in the columns. */
  private static final int ENTRY_BYTES = 12;

  private static final int REQUEST_BYTES = 40;

  /** A page that has been written. */
  private static final class Unread {
    final OutgoingPage page;
    boolean written;

    Unread(OutgoingPage page) {
      this.page = page;
    }
  }

  private final int partition;
  private final AtomicLong numbers;

  // Guarded by this.
  private Map<DeviceId, BufferedBeats> beats = new HashMap<>();
  private List<OutgoingPage.Request> requests = new ArrayList<>();
  private final NavigableMap<Long, Unread> unread = new TreeMap<>();
  private boolean stalled; // nothing was taken between the last looks

  /**
   * @param numbers gives each page of the relay another number
   */
  RelayBuffer(int partition, AtomicLong numbers) {
    this.partition = partition;
    this.numbers = numbers;
  }

  /**
   * Notes a beat.
   *
   * @param room whether there is room for another device
   * @return how many devices more there are, 0 or 1; -1 if there was no room
   */
  synchronized int beat(DeviceId device, long sequence, long now, boolean room) {
    BufferedBeats known = beats.get(device);
    if (known != null) {
      known.add(sequence, now);
      return 0;
    }
    if (!room) {
      return -1;
    }
    beats.put(device, new BufferedBeats(device, sequence, now));
    return 1;
  }

  synchronized void ask(OutgoingPage.Request request) {
    requests.add(request);
  }

  synchronized boolean isEmpty() {
    return beats.isEmpty() && requests.isEmpty();
  }

  /** Of how many devices beats wait. */
  synchronized int size() {
    return beats.size();
  }

  synchronized int unreadCount() {
    return unread.size();
  }

  synchronized boolean hasRequestsUnderWay() {
    return !requests.isEmpty()
        || unread.values().stream().anyMatch(each -> !each.page.requests().isEmpty());
  }

  /**
   * Takes what waits for the next page; it counts as unread from now on.
   *
   * @return null if nothing waits, or too many pages are unread
   */
  synchronized @Nullable OutgoingPage take(int mostBytes, int mostUnread) {
    if (isEmpty() || unread.size() >= mostUnread) {
      return null;
    }
    int bytes = REQUEST_BYTES;
    List<OutgoingPage.Request> asked = new ArrayList<>();
    Iterator<OutgoingPage.Request> asking = requests.iterator();
    while (asking.hasNext() && bytes < mostBytes) {
      OutgoingPage.Request next = asking.next();
      asked.add(next);
      bytes += REQUEST_BYTES + utf8Length(next.request().device().value());
    }
    requests = new ArrayList<>(requests.subList(asked.size(), requests.size()));
    List<BufferedBeats> taken = new ArrayList<>(Math.min(beats.size(), mostBytes / ENTRY_BYTES));
    Iterator<BufferedBeats> beating = beats.values().iterator();
    while (beating.hasNext() && bytes < mostBytes) {
      BufferedBeats next = beating.next();
      taken.add(next);
      bytes += ENTRY_BYTES + utf8Length(next.device.value());
    }
    if (beating.hasNext()) {
      taken.forEach(each -> beats.remove(each.device));
    } else {
      beats = new HashMap<>(beats.size() * 2);
    }
    OutgoingPage page = new OutgoingPage(partition, numbers.incrementAndGet(), asked, taken, bytes);
    unread.put(page.number(), new Unread(page));
    return page;
  }

  private static int utf8Length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 0 : c < 0x800 ? 1 : 2; // there are no surrogates in ids
    }
    return bytes;
  }

  synchronized void written(OutgoingPage page) {
    Unread known = unread.get(page.number());
    if (known != null) {
      known.written = true;
    }
  }

  /** The pages that have been written and not been seen to be gone. */
  synchronized List<Long> writtenPages() {
    List<Long> numbersOf = new ArrayList<>();
    unread.forEach(
        (number, each) -> {
          if (each.written) {
            numbersOf.add(number);
          }
        });
    return numbersOf;
  }

  /** Whether something waits that may not be written, although somebody is taking pages. */
  synchronized boolean isHeldUp(int mostUnread) {
    return unread.size() >= mostUnread && !isEmpty() && !stalled;
  }

  /** Pages that were written before a look, and that it did not find: they have been taken. */
  void gone(List<Long> before, Set<Long> found) {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    synchronized (this) {
      stalled = !before.isEmpty() && found.containsAll(before);
      for (long number : before) {
        if (!found.contains(number)) {
          Unread page = unread.remove(number);
          if (page != null) {
            page.page.requests().forEach(request -> done.add(request.done()));
          }
        }
      }
    }
    done.forEach(each -> each.complete(null));
  }

  /** Gives up the oldest page of beats alone, if there are so many; null if there are not. */
  synchronized @Nullable OutgoingPage giveUpOldest(int mostUnread) {
    if (unread.size() < mostUnread || beats.isEmpty()) {
      return null;
    }
    for (Unread each : unread.values()) {
      if (each.written && each.page.requests().isEmpty()) {
        unread.remove(each.page.number());
        return each.page;
      }
    }
    return null;
  }

  /** Fails all requests whose end is not known. */
  void failRequests(RuntimeException failure) {
    List<OutgoingPage.Request> open;
    synchronized (this) {
      open = new ArrayList<>(requests);
      unread.values().forEach(each -> open.addAll(each.page.requests()));
    }
    open.forEach(request -> request.done().completeExceptionally(failure));
  }
}
