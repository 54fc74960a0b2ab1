package io.github.iotcoord.bench.scale;

/**
 * What a fleet of one size costs.
 *
 * @param registerSeconds to register all of it, by one client in bulk
 * @param loadSeconds until a view of all of it is live
 * @param reconnectMillis from a cut connection until the view is live again; most of it is the
 *     client's pause before it connects again
 * @param reconnectRequests the requests on a new connection until then: the most of the rounds
 * @param viewBytes the heap that the view takes, all of it, strings too
 * @param serverBytes the heap of the server that holds the fleet, beyond that of an empty one
 * @param ticks what the same number of devices costs their heartbeat monitor
 */
record ScalePoint(
    int devices,
    Spread registerSeconds,
    Spread loadSeconds,
    Spread reconnectMillis,
    long reconnectRequests,
    long viewBytes,
    long serverBytes,
    Ticks ticks) {
  static final String HEADER =
      String.join(
          ",",
          "devices",
          Spread.columns("register_s"),
          Spread.columns("load_s"),
          Spread.columns("reconnect_ms"),
          "reconnect_requests,view_bytes,server_bytes",
          Spread.columns("tick_us"),
          "monitor_bytes");

  String csv() {
    return String.join(
        ",",
        Integer.toString(devices),
        registerSeconds.csv(3),
        loadSeconds.csv(3),
        reconnectMillis.csv(0),
        Long.toString(reconnectRequests),
        Long.toString(viewBytes),
        Long.toString(serverBytes),
        ticks.tickMicros().csv(1),
        Long.toString(ticks.monitorBytes()));
  }
}
