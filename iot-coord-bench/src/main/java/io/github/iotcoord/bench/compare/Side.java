package io.github.iotcoord.bench.compare;

import java.time.Duration;
import java.util.Optional;

/**
 * One way to do a contest's work.
 *
 * @param name ours, or the peer's name
 * @param waits what a caller waits for there, which is what makes the difference
 * @param promises what holds of what has been answered, where that is not what ZooKeeper promises;
 *     empty where it is
 * @param opener makes it ready
 */
public record Side(String name, String waits, String promises, Opener opener) {

  /** A side that stands on ZooKeeper. */
  public Side(String name, String waits, Opener opener) {
    this(name, waits, "", opener);
  }

  /** Makes a side ready: connects, and creates what must exist before. */
  public interface Opener {
    /** What it opens, the bed owns and closes. */
    Runner open(Bed bed) throws Exception;
  }

  /** A side that is ready. */
  public interface Runner {
    /**
     * Works for about a time, does at least one piece of work, and does not return before
     * everything that it sent has been answered.
     *
     * @return a figure for each metric of the contest, in their order
     */
    double[] round(Duration time) throws Exception;

    /** The process of its server, where that is not the ZooKeeper server. */
    default Optional<ProcessHandle> server() {
      return Optional.empty();
    }
  }
}
