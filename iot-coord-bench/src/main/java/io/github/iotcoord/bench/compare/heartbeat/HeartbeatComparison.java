package io.github.iotcoord.bench.compare.heartbeat;

import static io.github.iotcoord.bench.compare.Contest.OURS;

import io.github.iotcoord.bench.compare.Comparison;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Metric;
import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Side;
import java.time.Duration;
import java.util.List;

/** The heartbeat monitor: what a beat costs, what a device costs, and what a fleet costs. */
public final class HeartbeatComparison implements Comparison {
  private static final String PEKKO = "Pekko";

  /** About how many periods all rounds of the steady fleet take. */
  private static final int STEADY_PERIODS = 60;

  private final int beating;
  private final int remembered;
  private final int remote;
  private final int steady;
  private final Duration period;
  private final int changing;
  private final int relayed;

  /** With fleets of 100,000 devices and of a million, which beat every 10 s. */
  public HeartbeatComparison() {
    this(100_000, 1_000_000, 2_000, 1_000_000, Duration.ofSeconds(10), 100_000, RelayRunner.FLEET);
  }

  /**
   * With fleets of other sizes.
   *
   * @param beating how many devices beat as fast as they can
   * @param remembered by how many the memory for one is measured
   * @param remote by how many it is measured at the peer, which takes more for each
   * @param steady how many devices beat in time
   * @param period the time between two of their beats
   * @param changing how many devices have another state at once
   * @param relayed how many devices beat at several ingest nodes
   */
  HeartbeatComparison(
      int beating,
      int remembered,
      int remote,
      int steady,
      Duration period,
      int changing,
      int relayed) {
    this.beating = beating;
    this.remembered = remembered;
    this.remote = remote;
    this.steady = steady;
    this.period = period;
    this.changing = changing;
    this.relayed = relayed;
  }

  @Override
  public String name() {
    return "heartbeat";
  }

  @Override
  public Comparison quick() {
    return new HeartbeatComparison(
        20_000, 100_000, 200, 20_000, Duration.ofMillis(500), 20_000, 40_000);
  }

  @Override
  public List<Contest> contests() {
    return List.of(
        beat(),
        memory(),
        steady(),
        TransitionsRunner.contest(changing),
        RelayRunner.contest(relayed));
  }

  private Contest beat() {
    return new Contest(
        "heartbeat.beat",
        "one thread beats for " + beating + " devices in random order",
        List.of(
            new Metric("by handle", "beats/s", Better.HIGHER),
            new Metric("by id", "beats/s", Better.HIGHER)),
        List.of(
            new Side(
                OURS,
                "for each beat: by the device's handle, and by its id",
                bed -> BeatRunner.ours(bed, beating)),
            new Side(
                PEKKO,
                "for each beat: of a device's own φ-accrual detector, and by its id in a registry",
                bed -> BeatRunner.pekko(bed, beating))));
  }

  private Contest memory() {
    return new Contest(
            "heartbeat.memory",
            "the heap for one of " + remembered + " devices, its id not counted",
            List.of(
                new Metric("heap", "bytes/device", Better.LOWER),
                new Metric("heap with handles", "bytes/device", Better.LOWER)),
            List.of(
                new Side(
                    OURS,
                    "until " + remembered + " devices are tracked and published",
                    bed -> MemoryRunner.ours(bed, remembered)),
                new Side(
                    PEKKO,
                    "until each of "
                        + remote
                        + " φ-accrual detectors has its window of "
                        + PekkoDetector.WINDOW
                        + " beats",
                    bed -> MemoryRunner.pekko(remote))))
        .taking(Duration.ofSeconds(60));
  }

  private Contest steady() {
    return new Contest(
            "heartbeat.steady",
            steady
                + " devices that beat every "
                + period.toMillis()
                + " ms, of which some die then",
            List.of(
                new Metric("writes to ZooKeeper", "writes", Better.LOWER),
                new Metric("processor time", "cores", Better.LOWER),
                new Metric("wrong reports", "devices", Better.LOWER),
                new Metric("worst lateness", "ticks", Better.LOWER)),
            List.of(
                new Side(
                    OURS,
                    "for the report of each death, after the writes and the time before it are counted",
                    bed -> new SteadyRunner(bed, steady, period))))
        .taking(period.multipliedBy(STEADY_PERIODS));
  }
}
