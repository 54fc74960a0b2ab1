package io.github.iotcoord.internal.channel;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.registry.DeviceId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An open hash table of the newest value of each series, from which nothing is removed. A look-up
 * makes no object and follows as few pointers as it can, since with many series each of them is a
 * wait for memory. Read by any thread; written by one at a time.
 */
final class LatestTable {
  /** A series and its newest value. */
  static final class Entry {
    private final int hash;
    private final String metric;

    // Racy, which does no harm: whichever of the equal texts a thread sees will do.
    private String device;
    private boolean asked;

    private volatile Optional<Sample> sample = Optional.empty();

    // Touched by the writer only.
    private long millis = -1;
    private long czxid = -1;

    private Entry(int hash, String device, String metric) {
      this.hash = hash;
      this.device = device;
      this.metric = metric;
    }

    private boolean is(int otherHash, String otherDevice, String otherMetric) {
      return hash == otherHash && device.equals(otherDevice) && metric.equals(otherMetric);
    }

    /**
     * Keeps the first asker's own object, for who asks again with it need not have the texts
     * compared, whose bytes are further waits for memory. Only the first: those who ask with ever
     * new objects, or in turn, would write at every look-up.
     */
    private void askedFor(String asDevice) {
      if (!asked) {
        device = asDevice;
        asked = true;
      }
    }

    /** Whether a value is to take the place of the one that is here. */
    boolean isBefore(long newMillis, long newCzxid) {
      return newMillis > millis || (newMillis == millis && newCzxid >= czxid);
    }

    void set(Sample newSample, long newMillis, long newCzxid) {
      millis = newMillis;
      czxid = newCzxid;
      sample = Optional.of(newSample);
    }
  }

  private volatile AtomicReferenceArray<@Nullable Entry> slots = new AtomicReferenceArray<>(1 << 8);
  private int size;

  private static int hash(String device, String metric) {
    return (31 * device.hashCode() + metric.hashCode()) * 0x9E3779B9;
  }

  private static int slotOf(int hash, AtomicReferenceArray<?> slots) {
    return hash >>> Integer.numberOfLeadingZeros(slots.length() - 1);
  }

  Optional<Sample> get(DeviceId device, String metric) {
    Entry entry = find(hash(device.value(), metric), device.value(), metric);
    if (entry == null) {
      return Optional.empty();
    }
    entry.askedFor(device.value());
    return entry.sample;
  }

  private @Nullable Entry find(int hash, String device, String metric) {
    AtomicReferenceArray<@Nullable Entry> current = slots;
    for (int slot = slotOf(hash, current); ; slot = (slot + 1) & (current.length() - 1)) {
      Entry entry = current.get(slot);
      if (entry == null || entry.is(hash, device, metric)) {
        return entry;
      }
    }
  }

  /** The entry of a series, which is made if there is none. */
  Entry entry(DeviceId device, String metric) {
    int hash = hash(device.value(), metric);
    Entry known = find(hash, device.value(), metric);
    if (known != null) {
      return known;
    }
    if (2 * (size + 1) > slots.length()) {
      grow();
    }
    Entry made = new Entry(hash, device.value(), metric);
    put(slots, made);
    size++;
    return made;
  }

  // Whoever reads meanwhile sees the old table, which is complete.
  private void grow() {
    AtomicReferenceArray<@Nullable Entry> old = slots;
    AtomicReferenceArray<@Nullable Entry> larger = new AtomicReferenceArray<>(4 * old.length());
    for (int i = 0; i < old.length(); i++) {
      Entry entry = old.get(i);
      if (entry != null) {
        put(larger, entry);
      }
    }
    slots = larger;
  }

  private static void put(AtomicReferenceArray<@Nullable Entry> slots, Entry entry) {
    int slot = slotOf(entry.hash, slots);
    while (slots.get(slot) != null) {
      slot = (slot + 1) & (slots.length() - 1);
    }
    slots.set(slot, entry);
  }
}
