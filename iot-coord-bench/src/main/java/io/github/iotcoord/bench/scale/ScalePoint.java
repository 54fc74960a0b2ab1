package io.github.iotcoord.bench.scale;

import java.util.Locale;

/**
 * What a fleet of one size costs.
 *
 * @param registerSeconds to register all of it, by one client in bulk
 * @param loadSeconds until a view of all of it is live: the median of a few
 * @param reconnectMillis from a cut connection until the view is live again; most of it is the
 *     client's pause before it connects again
 * @param reconnectRequests the requests on the new connection until then
 * @param viewBytes the heap that the view takes, all of it, strings too
 * @param serverBytes the heap of the server that holds the fleet, beyond that of an empty one
 * @param ticks what the same number of devices costs their heartbeat monitor
 */
record ScalePoint(
    int devices,
    double registerSeconds,
    double loadSeconds,
    double reconnectMillis,
    long reconnectRequests,
    long viewBytes,
    long serverBytes,
    Ticks ticks) {
  static final String HEADER =
      "devices,register_s,load_s,reconnect_ms,reconnect_requests,view_bytes,server_bytes,tick_us,monitor_bytes";

  String csv() {
    return String.format(
        Locale.ROOT,
        "%d,%.3f,%.3f,%.0f,%d,%d,%d,%.1f,%d",
        devices,
        registerSeconds,
        loadSeconds,
        reconnectMillis,
        reconnectRequests,
        viewBytes,
        serverBytes,
        ticks.tickMicros(),
        ticks.monitorBytes());
  }
}
