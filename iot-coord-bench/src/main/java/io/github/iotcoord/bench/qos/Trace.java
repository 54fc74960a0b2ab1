package io.github.iotcoord.bench.qos;

import java.util.List;

/** Beats of some devices, as they arrived. */
record Trace(String name, List<Device> devices) {

  /**
   * One device.
   *
   * @param period the declared time between two beats, in nanoseconds
   * @param beats in the order of arrival
   */
  record Device(String name, long period, List<Beat> beats) {}

  /**
   * A beat that arrived.
   *
   * @param arrival when, in nanoseconds
   * @param sequence its number or {@code FailureDetector.NO_SEQUENCE}
   * @param wasOff whether the device is known to have been off before it: that silence was no
   *     mistake to condemn
   */
  record Beat(long arrival, long sequence, boolean wasOff) {}

  int beats() {
    return devices.stream().mapToInt(device -> device.beats().size()).sum();
  }
}
