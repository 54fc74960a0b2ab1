package io.github.iotcoord.bench.scale;

import java.util.Locale;

/**
 * What writing costs with so many servers: medians of a few rounds.
 *
 * @param registrations devices a second, registered in bulk
 * @param lockMicros to acquire and release a lock that nobody else wants, in microseconds
 * @param samples samples a second, from the first published to the last committed
 * @param transitions state transitions a second, from the first to the last that a listener of
 *     another client has heard of
 */
record ServersPoint(
    int servers, double registrations, double lockMicros, double samples, double transitions) {
  static final String HEADER =
      "servers,registrations_per_s,lock_us,samples_per_s,transitions_per_s";

  String csv() {
    return String.format(
        Locale.ROOT,
        "%d,%.0f,%.1f,%.0f,%.0f",
        servers,
        registrations,
        lockMicros,
        samples,
        transitions);
  }
}
