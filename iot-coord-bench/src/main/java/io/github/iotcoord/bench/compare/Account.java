package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.compare.Meter.Reading;
import java.util.List;

/**
 * What was used up while a side had its rounds, all that a round does included: what it does before
 * and after the time that counts too.
 *
 * @param clientCores how many processors this process kept busy
 * @param serverCores how many the server kept busy
 * @param requestsPerSecond what the ZooKeeper server received; like what follows NaN where the
 *     server is another
 * @param syncsPerSecond how often it forced its log to the disk
 * @param syncShare the part of the time in which it waited for the disk
 */
record Account(
    double clientCores,
    double serverCores,
    double requestsPerSecond,
    double syncsPerSecond,
    double syncShare) {

  /** Of readings before and after each round. */
  static Account of(List<Reading> before, List<Reading> after) {
    double nanos = 0;
    double client = 0;
    double server = 0;
    double requests = 0;
    double syncs = 0;
    double millis = 0;
    for (int i = 0; i < before.size(); i++) {
      Reading from = before.get(i);
      Reading to = after.get(i);
      nanos += to.nanos() - from.nanos();
      client += to.clientNanos() - from.clientNanos();
      server += to.serverNanos() - from.serverNanos();
      requests += to.requests() - from.requests();
      syncs += to.syncs() - from.syncs();
      millis += to.syncMillis() - from.syncMillis();
    }
    double seconds = nanos / 1e9;
    return new Account(
        client / nanos,
        server / nanos,
        requests / seconds,
        syncs / seconds,
        millis / 1e3 / seconds);
  }
}
