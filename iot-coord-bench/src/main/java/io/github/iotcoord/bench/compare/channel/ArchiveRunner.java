package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.HistoryArchiver;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.channel.jdbc.JdbcHistoryStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Puts samples into a database. */
final class ArchiveRunner implements Runner {
  private static final int ROWS_AT_ONCE = 1_000;
  private static final int ROWS_IN_TRANSACTION = 85_000;
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Archive archive;
  private final int samples;

  /** Archives all samples; returns how long that took, in nanoseconds. */
  interface Archive {
    long nanos() throws Exception;
  }

  private ArchiveRunner(Archive archive, int samples) {
    this.archive = archive;
    this.samples = samples;
  }

  /** By an archiver; each time from a new channel, whose samples are committed before. */
  static Runner ours(Bed bed, int count) throws Exception {
    List<Sample> samples = StoredFleet.samples(count);
    ChannelOptions options =
        ChannelOptions.defaults()
            .withRetention(256L * 1024 * 1024, Duration.ofHours(1))
            .withHistory(JdbcHistoryStore.on(FileDatabase.open(bed)));
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root("/archive").build());
    int[] channels = {0};
    return new ArchiveRunner(
        () -> {
          try (SensorDataChannel channel =
              coord.sensorDataChannel("channel-" + channels[0]++, options)) {
            channel.publishAll(samples).get(1, TimeUnit.MINUTES);
            long start = System.nanoTime();
            try (HistoryArchiver archiver = channel.startArchiver()) {
              while (archiver.status().samples() < count) {
                TimeUnit.MILLISECONDS.sleep(1);
                if (System.nanoTime() - start > MOST_NANOS) {
                  throw new IllegalStateException("not archived: " + archiver.status());
                }
              }
              return System.nanoTime() - start;
            }
          }
        },
        count);
  }

  /** By batches of inserts into a table of the same kind, with rows that are at hand. */
  static Runner jdbc(Bed bed, int count) throws Exception {
    List<Sample> samples = StoredFleet.samples(count);
    DataSource database = FileDatabase.open(bed);
    PlainTable.create(database);
    int[] channels = {0};
    return new ArchiveRunner(
        () -> {
          long start = System.nanoTime();
          PlainTable.insert(database, channels[0]++, samples, ROWS_AT_ONCE, ROWS_IN_TRANSACTION);
          return System.nanoTime() - start;
        },
        count);
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long nanos = 0;
    long done = 0;
    do {
      nanos += archive.nanos();
      done += samples;
    } while (nanos < time.toNanos());
    return new double[] {done * 1e9 / nanos};
  }
}
