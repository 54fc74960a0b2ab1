package io.github.iotcoord.bench.compare.registry;

import static io.github.iotcoord.bench.compare.Contest.OURS;

import io.github.iotcoord.bench.compare.Comparison;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Metric;
import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Side;
import java.time.Duration;
import java.util.List;

/** The registry: writing records, following them, finding and choosing devices. */
public final class RegistryComparison implements Comparison {
  private static final int FLEET = 100_000;
  private static final int QUICK_FLEET = 10_000;
  private static final int CALLERS = 64;

  private static final String EPHEMERAL =
      "the same durability; the record ends with its session, where ours stays";

  private final int fleet;

  /** With a fleet of 100,000 devices. */
  public RegistryComparison() {
    this(FLEET);
  }

  RegistryComparison(int fleet) {
    this.fleet = fleet;
  }

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public Comparison quick() {
    return new RegistryComparison(QUICK_FLEET);
  }

  @Override
  public List<Contest> contests() {
    return List.of(bulk(), callers(), load(), reconnect(), follow(), get(), select());
  }

  private Contest bulk() {
    return new Contest(
        "registry.bulk",
        fleet + " devices with six attributes each",
        List.of(new Metric("rate", "devices/s", Better.HIGHER)),
        List.of(
            new Side(OURS, "for the report of all of them", bed -> BulkRunner.ours(bed, fleet)),
            new Side(
                "ServiceDiscovery", "for each device in turn", EPHEMERAL, BulkRunner::discovery),
            new Side(
                "raw",
                "for all of them: transactions of 100 creates of the same bytes, 16 under way",
                bed -> BulkRunner.raw(bed, fleet))));
  }

  private Contest callers() {
    return new Contest(
        "registry.callers",
        CALLERS + " threads that register one device at a time",
        List.of(new Metric("rate", "devices/s", Better.HIGHER)),
        List.of(
            new Side(
                OURS,
                "each thread for its own device",
                bed -> new CallersRunner(bed, CALLERS, Registering.ours(bed, "/ours-callers"))),
            new Side(
                "ServiceDiscovery",
                "each thread for its own device",
                EPHEMERAL,
                bed ->
                    new CallersRunner(
                        bed, CALLERS, Registering.discovery(bed, "/discovery-callers")))));
  }

  private Contest load() {
    return new Contest(
            "registry.load",
            "a copy of " + fleet + " devices, from nothing to live",
            List.of(new Metric("time", "ms", Better.LOWER)),
            List.of(
                new Side(
                    OURS, "until the view is live", bed -> LoadRunner.ours(bed, "/load", fleet)),
                new Side(
                    "CuratorCache",
                    "until the cache is initialized",
                    bed -> LoadRunner.curatorCache(bed, "/load", fleet)),
                new Side(
                    "raw",
                    "for the bytes of all of them: multi-reads of 500, 16 under way, nothing decoded",
                    bed -> LoadRunner.raw(bed, "/load", fleet))))
        .taking(Duration.ofSeconds(60));
  }

  private Contest reconnect() {
    return new Contest(
            "registry.reconnect",
            "a cut connection, " + fleet + " devices, nothing changed meanwhile",
            List.of(new Metric("requests", "requests", Better.LOWER)),
            List.of(
                new Side(
                    OURS,
                    "until the view is live again, and asks for nothing any more",
                    bed -> ReconnectRunner.ours(bed, "/reconnect", fleet)),
                new Side(
                    "CuratorCache",
                    "until the cache asks for nothing any more",
                    bed -> ReconnectRunner.curatorCache(bed, "/reconnect", fleet))))
        .taking(Duration.ofSeconds(45));
  }

  private Contest follow() {
    return new Contest(
        "registry.follow",
        "another client registers " + fleet + " devices, and each is heard of",
        List.of(new Metric("rate", "devices/s", Better.HIGHER)),
        List.of(
            new Side(
                OURS,
                "until the listener of a view was told of the last",
                bed -> FollowRunner.ours(bed, fleet)),
            new Side(
                "CuratorCache",
                "until the listener of a cache of the same nodes was told of the last",
                bed -> FollowRunner.curatorCache(bed, fleet)),
            new Side(
                "raw",
                "until a bare recursive watch, which reads nothing, has heard of the last",
                bed -> FollowRunner.bareWatch(bed, fleet))));
  }

  private static Contest get() {
    return new Contest(
        "registry.get",
        "one of " + PickRunner.DEVICES + " devices by its id",
        List.of(new Metric("time", "ns", Better.LOWER)),
        List.of(
            new Side(OURS, "for nothing: decoded, from memory", PickRunner::get),
            new Side(
                "CuratorCache",
                "for nothing: not decoded, from memory, by the path",
                PickRunner::curatorCache),
            provider()));
  }

  private static Contest select() {
    return new Contest(
        "registry.select",
        "one of " + PickRunner.DEVICES + " devices, round robin",
        List.of(new Metric("time", "ns", Better.LOWER)),
        List.of(new Side(OURS, "for nothing: from memory", PickRunner::select), provider()));
  }

  private static Side provider() {
    return new Side(
        "ServiceProvider",
        "for nothing: getInstance() among " + PickRunner.INSTANCES + " instances, round robin",
        PickRunner::provider);
  }
}
