package io.github.iotcoord.internal.codec;

import io.github.iotcoord.registry.DeviceId;

/**
 * What a relay passes on besides beats.
 *
 * @param millis of TRACK the period, of SLEEP how long the device will still sleep when the page is
 *     written; 0 of UNTRACK
 */
public record RelayRequest(Kind kind, DeviceId device, long millis) {

  /** What is asked for. */
  public enum Kind {
    TRACK("track"),
    UNTRACK("untrack"),
    SLEEP("sleep");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** What it is called in a page. */
    public String word() {
      return word;
    }
  }
}
