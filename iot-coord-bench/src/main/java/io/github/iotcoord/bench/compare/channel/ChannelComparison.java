package io.github.iotcoord.bench.compare.channel;

import static io.github.iotcoord.bench.compare.Contest.OURS;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Comparison;
import io.github.iotcoord.bench.compare.Contest;
import io.github.iotcoord.bench.compare.Metric;
import io.github.iotcoord.bench.compare.Metric.Better;
import io.github.iotcoord.bench.compare.Side;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.Sample;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The channel of samples: how many, how soon, how many bytes, and how they are found again. */
public final class ChannelComparison implements Comparison {
  private static final String RAW = "raw";
  private static final String SET_DATA = "setData";
  private static final String READINGS = "readings";
  private static final String RANDOM = "random";
  private static final Path TRACES = Path.of("..", "shared", "data");

  private final int streamed;
  private final int fewer;
  private final int more;
  private final int queried;
  private final int loaded;
  private final int archived;

  /** With as many samples as the figures in the documentation are about. */
  public ChannelComparison() {
    this(200_000, 4_000, 100_000, 100_000, 1_900_000, 200_000);
  }

  /**
   * With other numbers of samples.
   *
   * @param streamed after how many the stream begins again
   * @param fewer of how many series one is looked up
   * @param more of how many else
   * @param queried how many a query is for
   * @param loaded how many are in the log that a new reader loads
   * @param archived how many are moved into a database
   */
  ChannelComparison(int streamed, int fewer, int more, int queried, int loaded, int archived) {
    this.streamed = streamed;
    this.fewer = fewer;
    this.more = more;
    this.queried = queried;
    this.loaded = loaded;
    this.archived = archived;
  }

  @Override
  public String name() {
    return "channel";
  }

  @Override
  public Comparison quick() {
    return new ChannelComparison(50_000, 4_000, 20_000, 20_000, 200_000, 20_000);
  }

  @Override
  public List<Contest> contests() {
    return List.of(
        stream("channel.stream", "readings with a few decimals", "/stream", this::realistic),
        stream("channel.stream.random", "random doubles", "/stream-random", this::random),
        latency("channel.latency", 10_000, "/latency"),
        latency("channel.latency.light", 1_000, "/latency-light"),
        bytes(),
        latest(),
        history(),
        load(),
        StoreContests.archive(archived),
        StoreContests.history(2 * queried, queried));
  }

  private List<Sample> realistic(Bed bed) {
    return Readings.realistic(bed.random(), Readings.DEVICES, streamed);
  }

  private List<Sample> random(Bed bed) {
    return Readings.random(bed.random(), Readings.DEVICES, streamed);
  }

  private static Contest stream(
      String name, String values, String root, Function<Bed, List<Sample>> samples) {
    return new Contest(
        name,
        "a publisher and a subscriber; 1,000 devices with 4 metrics each, " + values,
        List.of(new Metric("rate", "samples/s", Better.HIGHER)),
        List.of(
            new Side(
                OURS,
                "until the subscriber has looked at every sample",
                bed -> new StreamRunner(bed, root, samples.apply(bed))),
            new Side(
                SET_DATA,
                "until each of the writes, 256 under way, has been told of and read",
                bed -> setData(bed, "/raw" + root + "-nodes")),
            new Side(
                RAW,
                "until the same segments, made before, have been read and not looked at",
                bed ->
                    new RawSegmentsRunner(
                        bed, "/raw" + root, root + "-stored", samples.apply(bed)))));
  }

  private static Runner setData(Bed bed, String parent) throws Exception {
    SeriesNodes nodes = new SeriesNodes(bed, parent, number -> {});
    return time -> {
      long start = System.nanoTime();
      int written = 0;
      do {
        nodes.write(written++);
      } while (System.nanoTime() - start < time.toNanos());
      nodes.settle(written);
      return new double[] {written * 1e9 / (System.nanoTime() - start)};
    };
  }

  private static Contest latency(String name, int rate, String root) {
    return new Contest(
        name,
        rate + " samples/s, each from when it is due until it is heard of",
        List.of(new Metric("p50", "ms", Better.LOWER), new Metric("p99", "ms", Better.LOWER)),
        List.of(
            new Side(
                OURS,
                "for the linger of 10 ms, the commit, the notification and the read of a segment",
                bed -> LatencyRunner.ours(bed, root, rate)),
            new Side(
                SET_DATA,
                "for the commit, the notification and the read of a node",
                bed -> LatencyRunner.setData(bed, "/raw" + root, rate))));
  }

  private Contest bytes() {
    List<Metric> metrics =
        Stream.concat(Stream.of(READINGS, RANDOM), Traces.in(TRACES).keySet().stream())
            .map(name -> new Metric(name, "bytes/sample", Better.LOWER))
            .toList();
    return new Contest(
        "channel.bytes",
        "the payload of full segments for one sample",
        metrics,
        List.of(
            new Side(OURS, "nothing", bed -> BytesRunner.ours(bed, "/bytes", workloads(bed))),
            new Side("plain columns", "nothing", bed -> BytesRunner.plain(workloads(bed)))));
  }

  private Map<String, List<Sample>> workloads(Bed bed) {
    Map<String, List<Sample>> workloads = new LinkedHashMap<>();
    workloads.put(READINGS, realistic(bed));
    workloads.put(RANDOM, random(bed));
    workloads.putAll(Traces.in(TRACES));
    return workloads;
  }

  private Contest latest() {
    return new Contest(
        "channel.latest",
        "the newest value of a series, in random order, of " + fewer + " and of " + more,
        List.of(
            new Metric("of " + fewer, "ns", Better.LOWER),
            new Metric("of " + more, "ns", Better.LOWER)),
        List.of(
            new Side(
                OURS,
                "for the value of a device and a metric",
                bed -> LatestRunner.ours(bed, "/latest", fewer, more)),
            new Side(
                "ConcurrentHashMap",
                "for the value of a key that is ready",
                bed -> LatestRunner.map(bed, fewer, more))));
  }

  private Contest history() {
    return new Contest(
        "channel.history",
        "a query for " + queried + " samples that ZooKeeper holds",
        List.of(new Metric("rate", "samples/s", Better.HIGHER)),
        List.of(
            new Side(
                OURS,
                "until every sample has been looked at",
                bed -> StoredRunner.history(bed, "/history", queried(bed))),
            new Side(
                RAW,
                "until the segments have been read and not looked at",
                bed -> StoredRunner.rawHistory(bed, "/history", queried(bed)))));
  }

  private List<Sample> queried(Bed bed) {
    return Readings.realistic(bed.random(), Readings.DEVICES, queried);
  }

  private Contest load() {
    Function<Bed, List<Sample>> full =
        bed -> Readings.random(bed.random(), Readings.DEVICES, loaded);
    return new Contest(
        "channel.load",
        "a new reader of a log that holds " + loaded + " samples with random values",
        List.of(new Metric("time", "ms", Better.LOWER)),
        List.of(
            new Side(
                OURS,
                "until the newest value of a series is there",
                bed -> StoredRunner.load(bed, "/load", full.apply(bed))),
            new Side(
                RAW,
                "until the segments have been read and not looked at",
                bed -> StoredRunner.rawLoad(bed, "/load", full.apply(bed)))));
  }
}
