package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.RelayedBeats;
import io.github.iotcoord.registry.DeviceId;

/** The beats of one device that wait to be written, put together. Guarded by its buffer. */
final class BufferedBeats {
  /** A number that is lower by no more than this came late; by more, it begins anew. */
  private static final long LATE = 32;

  final DeviceId device;
  private long firstAt;
  private long newestAt;
  private long sequence;
  private long missed;
  long count;

  BufferedBeats(DeviceId device, long sequence, long now) {
    this.device = device;
    this.sequence = sequence;
    this.firstAt = now;
    this.newestAt = now;
    this.count = 1;
  }

  /**
   * @param next the beat's number, -1 if it has none
   */
  void add(long next, long now) {
    count++;
    newestAt = now;
    if (next < 0 || sequence < 0) {
      sequence = next;
    } else if (next > sequence) {
      missed += next - sequence - 1;
      sequence = next;
    } else if (sequence - next <= LATE) {
      missed = next == sequence ? missed : Math.max(0, missed - 1);
    } else {
      sequence = next;
      firstAt = now;
      missed = 0;
      count = 1;
    }
  }

  RelayedBeats at(long now) {
    return new RelayedBeats(
        device, sequence, count, missed, millis(now - newestAt), millis(newestAt - firstAt));
  }

  static long millis(long nanos) {
    return Math.max(0, nanos / 1_000_000);
  }
}
