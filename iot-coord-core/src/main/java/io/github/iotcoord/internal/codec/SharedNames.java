package io.github.iotcoord.internal.codec;

import io.github.iotcoord.registry.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Makes names that come again the same object, as far as a table of fixed size goes; those that are
 * there are known to be good. Thread-safe: two threads may put different objects for one name, of
 * which either will do, for what is in the table is immutable.
 */
final class SharedNames {
  private static final int BITS = 14;

  private final @Nullable DeviceId[] devices = new @Nullable DeviceId[1 << BITS];
  private final @Nullable String[] texts = new @Nullable String[1 << 8];

  /**
   * @throws IllegalArgumentException if it cannot be a device's id
   */
  DeviceId device(String text) {
    int slot = (text.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - BITS);
    DeviceId there = devices[slot];
    if (there != null && there.value().equals(text)) {
      return there;
    }
    DeviceId device = DeviceId.of(text);
    devices[slot] = device;
    return device;
  }

  /** Of a text that is known to be good. */
  String text(String text) {
    int slot = (text.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - 8);
    String there = texts[slot];
    if (text.equals(there)) {
      return there;
    }
    texts[slot] = text;
    return text;
  }
}
