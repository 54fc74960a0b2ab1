package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which devices have which value of a field. Immutable.
 *
 * <p>A value that one device has is that device's slot, doubled, in the hash table, and nothing
 * else: the device knows the value. One that several have is the number of a posting, doubled, and
 * one more.
 */
final class FieldIndex {
  private final Field field;
  private final SlotHash values;
  private final PagedVector<Posting> postings;

  FieldIndex(Field field, SlotHash values, PagedVector<Posting> postings) {
    this.field = field;
    this.values = values;
    this.postings = postings;
  }

  /** The devices that have a value. */
  SlotSet slots(String value, PagedVector<Optional<RegisteredDevice>> devices) {
    int reference = reference(field, values, postings, value, devices);
    if (reference < 0) {
      return SlotSet.NONE;
    }
    Posting posting = posting(reference);
    return posting == null ? new SlotArray(new int[] {reference >>> 1}) : posting.slots();
  }

  /** When one of those that have a value last changed, or null if there is at most one. */
  @Nullable Long generation(String value, PagedVector<Optional<RegisteredDevice>> devices) {
    int reference = reference(field, values, postings, value, devices);
    Posting posting = reference < 0 ? null : posting(reference);
    return posting == null ? null : posting.generation();
  }

  private @Nullable Posting posting(int reference) {
    return (reference & 1) == 0 ? null : postings.at(reference >>> 1);
  }

  private static int reference(
      Field field,
      SlotHash values,
      PagedVector<Posting> postings,
      String value,
      PagedVector<Optional<RegisteredDevice>> devices) {
    int position = position(field, values, postings, value, devices);
    return position < 0 ? -1 : values.numberAt(position);
  }

  /** Where the hash table has a value, or -1. */
  static int position(
      Field field,
      SlotHash values,
      PagedVector<Posting> postings,
      String value,
      PagedVector<Optional<RegisteredDevice>> devices) {
    long hash = SlotHash.hash(value);
    for (int p = values.first(hash); p >= 0; p = values.next(hash, p)) {
      if (value.equals(valueAt(field, values.numberAt(p), postings, devices))) {
        return p;
      }
    }
    return -1;
  }

  /** The value that a reference stands for. */
  static String valueAt(
      Field field,
      int reference,
      PagedVector<Posting> postings,
      PagedVector<Optional<RegisteredDevice>> devices) {
    return (reference & 1) == 1
        ? postings.at(reference >>> 1).value()
        : field.valuesOf(devices.at(reference >>> 1).orElseThrow()).iterator().next();
  }
}
