package io.github.iotcoord.bench.scale;

/**
 * What writing costs with so many servers.
 *
 * @param role what the server does to which all clients are connected: {@code standalone} if it is
 *     alone, or {@code follower}
 * @param registrations devices a second, registered in bulk
 * @param lockMicros to acquire and release a lock that nobody else wants, in microseconds
 * @param samples samples a second, published for some seconds until the last was committed
 * @param transitions state transitions a second, from the first to the last that a listener of
 *     another client has heard of
 */
record ServersPoint(
    int servers,
    String role,
    Spread registrations,
    Spread lockMicros,
    Spread samples,
    Spread transitions) {
  static final String HEADER =
      String.join(
          ",",
          "servers,connected_to",
          Spread.columns("registrations_per_s"),
          Spread.columns("lock_us"),
          Spread.columns("samples_per_s"),
          Spread.columns("transitions_per_s"));

  String csv() {
    return String.join(
        ",",
        Integer.toString(servers),
        role,
        registrations.csv(0),
        lockMicros.csv(1),
        samples.csv(0),
        transitions.csv(0));
  }
}
