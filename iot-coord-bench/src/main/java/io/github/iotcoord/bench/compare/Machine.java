package io.github.iotcoord.bench.compare;

import io.github.iotcoord.bench.Host;
import org.apache.curator.framework.CuratorFramework;

/** Where figures come from, and what a request costs there. */
final class Machine {
  private Machine() {}

  /** Some lines: machine and versions, where the data lies, and the time of one request. */
  static String describe(Bed bed) throws Exception {
    CuratorFramework client = bed.near();
    return String.format(
        "%s%none request and its answer here: a read %.0f us, a write %.0f us",
        Host.describe(), RoundTrip.ofRead(client) / 1e3, RoundTrip.ofWrite(client) / 1e3);
  }
}
