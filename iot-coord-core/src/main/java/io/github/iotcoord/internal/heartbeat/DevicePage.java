package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.registry.DeviceId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the devices of one page, side by side in arrays. Guarded by the page itself.
 *
 * <p>A page is also what one znode holds, so that what changes together is written together.
 */
final class DevicePage {
  static final int SIZE = 128;

  final int number;
  final @Nullable DeviceId[] ids = new @Nullable DeviceId[SIZE];
  final DeviceStatus[] status = new DeviceStatus[SIZE];
  final String[] reason = new String[SIZE];
  final long[] sinceMillis = new long[SIZE];
  final long[] transition = new long[SIZE];
  final long[] period = new long[SIZE];
  final long[] heardAt = new long[SIZE];
  final long[] quietUntil = new long[SIZE];
  final long[] suspectedAt = new long[SIZE];
  final long[] detectorState;

  DevicePage(int number, int detectorStateSize) {
    this.number = number;
    this.detectorState = new long[SIZE * detectorStateSize];
    Arrays.fill(status, DeviceStatus.UP);
    Arrays.fill(reason, "");
  }

  static int pageOf(int slot) {
    return slot / SIZE;
  }

  static int indexOf(int slot) {
    return slot % SIZE;
  }

  int slotOf(int index) {
    return number * SIZE + index;
  }
}
