package io.github.iotcoord.bench.compare.peers;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import java.time.Duration;
import java.util.Optional;

/** A side whose server is a process of its own, and not ZooKeeper's. */
record Served(Runner runner, ProcessHandle process) implements Runner {
  /** Makes a side of a server ready. */
  interface Opener {
    /** What it opens, the bed owns and closes. */
    Runner open(Bed bed, InstalledServer server) throws Exception;
  }

  @Override
  public double[] round(Duration time) throws Exception {
    return runner.round(time);
  }

  @Override
  public Optional<ProcessHandle> server() {
    return Optional.of(process);
  }
}
