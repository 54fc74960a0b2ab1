package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index that follows a table. While a device is replaced, first {@link #leave} is called, then
 * the device's slot is written, then {@link #enter} is called: what is in the index can be looked
 * up in the table at any time. Not thread-safe.
 */
final class FieldIndexEditor {
  private final Field field;
  private final PagedVector<Optional<RegisteredDevice>> devices;
  private final VectorEditor<Posting> postings = new VectorEditor<>();
  private final SlotHashEditor values;
  private Map<Integer, PostingEdits> edits = new HashMap<>();
  private @Nullable FieldIndex published;

  FieldIndexEditor(Field field, PagedVector<Optional<RegisteredDevice>> devices) {
    this.field = field;
    this.devices = devices;
    this.values =
        new SlotHashEditor(
            reference -> SlotHash.hash(FieldIndex.valueAt(field, reference, postings, devices)));
  }

  /** Takes a device out of the values that it will not have any more. */
  void leave(int slot, @Nullable RegisteredDevice before, @Nullable RegisteredDevice after) {
    Collection<String> kept = valuesOf(after);
    for (String value : valuesOf(before)) {
      if (!kept.contains(value)) {
        remove(value, slot);
      }
    }
  }

  /** Puts a device into the values that it did not have, and marks the others as changed. */
  void enter(int slot, @Nullable RegisteredDevice before, @Nullable RegisteredDevice after) {
    Collection<String> kept = valuesOf(before);
    for (String value : valuesOf(after)) {
      if (kept.contains(value)) {
        touch(value);
      } else {
        add(value, slot);
      }
    }
  }

  private Collection<String> valuesOf(@Nullable RegisteredDevice device) {
    return device == null ? List.of() : field.valuesOf(device);
  }

  private int position(String value) {
    return FieldIndex.position(field, values, postings, value, devices);
  }

  private void add(String value, int slot) {
    int position = position(value);
    if (position < 0 && field.single()) {
      values.add(SlotHash.hash(value), slot << 1);
      published = null;
    } else if (position < 0) {
      editsOf(newPosting(value)).put(slot, true);
    } else {
      int reference = values.numberAt(position);
      if ((reference & 1) == 1) {
        editsOf(reference >>> 1).put(slot, true);
      } else {
        values.remove(position);
        PostingEdits both = editsOf(newPosting(value));
        both.put(reference >>> 1, true);
        both.put(slot, true);
      }
    }
  }

  private int newPosting(String value) {
    int posting = postings.add(new Posting(value, SlotSet.NONE, 0));
    values.add(SlotHash.hash(value), posting << 1 | 1);
    return posting;
  }

  private void remove(String value, int slot) {
    int position = position(value);
    int reference = values.numberAt(position);
    if ((reference & 1) == 1) {
      editsOf(reference >>> 1).put(slot, false);
    } else {
      values.remove(position);
      published = null;
    }
  }

  private void touch(String value) {
    int reference = values.numberAt(position(value));
    if ((reference & 1) == 1) {
      editsOf(reference >>> 1);
    }
  }

  private PostingEdits editsOf(int posting) {
    published = null;
    return edits.computeIfAbsent(posting, number -> new PostingEdits());
  }

  /** What is here now, as of a generation of the table; later changes do not touch it. */
  FieldIndex publish(long generation) {
    if (published == null) {
      edits.forEach((posting, edit) -> apply(posting, edit, generation));
      edits = new HashMap<>(); // one that was cleared would stay as large as its largest batch
      published = new FieldIndex(field, values.publish(), postings.publish());
    }
    return published;
  }

  private void apply(int number, PostingEdits edit, long generation) {
    Posting before = postings.at(number);
    SlotSet slots = edit.isEmpty() ? before.slots() : before.slots().edited(edit.last());
    if (slots.size() > 1 || (slots.size() == 1 && !field.single())) {
      postings.replace(number, new Posting(before.value(), slots, generation));
      return;
    }
    values.remove(position(before.value()));
    postings.remove(number);
    slots.forEach(slot -> values.add(SlotHash.hash(before.value()), slot << 1));
  }
}
