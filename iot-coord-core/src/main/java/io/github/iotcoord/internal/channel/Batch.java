package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.channel.LogReader.Read;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Segments of several logs that are read together, from where each log's cursor stands. */
final class Batch {
  private record Part(Cursor cursor, int count) {}

  private final List<Part> parts = new ArrayList<>();

  void add(Cursor cursor, int count) {
    parts.add(new Part(cursor, count));
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  List<Cursor> cursors() {
    return parts.stream().map(Part::cursor).toList();
  }

  List<String> paths(LogReader reader) {
    List<String> paths = new ArrayList<>();
    for (Part part : parts) {
      for (int i = 0; i < part.count; i++) {
        paths.add(reader.segment(part.cursor.publisher(), part.cursor.next() + i));
      }
    }
    return paths;
  }

  /**
   * Moves the cursors over what was read.
   *
   * @param items where what was read is put
   * @return a cursor that has come to a number which does not exist any more, or null
   */
  @Nullable Cursor sort(List<Read> reads, List<Delivery.Item> items) {
    Cursor torn = null;
    int index = 0;
    for (Part part : parts) {
      Cursor cursor = part.cursor;
      for (int i = 0; i < part.count; i++) {
        Read read = reads.get(index + i);
        if (read.node() == null && read.refusal() == null) {
          torn = cursor;
          break;
        }
        items.add(new Delivery.Item(cursor, cursor.next(), read, 1));
        cursor.advanceTo(cursor.next() + 1);
      }
      index += part.count;
    }
    return torn;
  }
}
