package io.github.iotcoord.bench.compare.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import io.github.iotcoord.bench.compare.lock.AloneRunner;
import io.github.iotcoord.bench.compare.lock.ProcessesRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RMap;
import org.redisson.api.RStream;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Redis, by Redisson. */
final class RedisPeer implements Peers.Peer {
  private static final String NAME = "Redis";
  private static final String DURABILITY =
      "one Redis server, which answers from its memory: snapshots only (its default; nothing is"
          + " synced before the answer), so a crash loses what was written since the last one";
  private static final String DEVICES = "devices";
  private static final String STREAM = "samples";
  private static final int KEYS = 1_000;
  private static final int READ = 1_000;

  private final Path program;

  RedisPeer(Path program) {
    this.program = program;
  }

  @Override
  public List<Side> sides(String contest) {
    return switch (contest) {
      case "lock.uncontended" ->
          List.of(lock("to acquire, for one answer; to release, for one", this::uncontended));
      case "lock.processes" ->
          List.of(
              lock(
                  "to acquire, for an answer each time that it tries, first and when a message says"
                      + " that the lock is free; to release, for one; not in turn",
                  this::processes));
      case "registry.bulk" ->
          List.of(
              side(
                  "for all of them: pipelines of 100 HSET of our records, 16 under way",
                  "; no check of an owner",
                  this::pipelines));
      case "registry.callers" ->
          List.of(
              side(
                  "each thread for the HSET of its own device",
                  "; no check of an owner",
                  this::puts));
      case "heartbeat.relay" ->
          List.of(
              side(
                  "for the answer to each: 1,000 keys, pipelines of 100 EXPIRE, 16 under way",
                  "; which device is slow or loses beats it does not tell",
                  this::expiries));
      case "channel.stream" ->
          List.of(
              side(
                  "until an XREAD has returned each: pipelines of 100 XADD, 16 under way",
                  "",
                  this::publish));
      default -> List.of();
    };
  }

  private static Side lock(String waits, Side.Opener opener) {
    return side(waits, "; no fencing token, and a crash may forget who holds the lock", opener);
  }

  private static Side side(String waits, String more, Side.Opener opener) {
    return new Side(NAME, waits, DURABILITY + more, opener);
  }

  private RedissonClient open(Bed bed) throws IOException {
    return client(bed, server(bed));
  }

  private InstalledServer server(Bed bed) throws IOException {
    return bed.own(
        InstalledServer.start(
            program,
            place ->
                List.of(
                    "--bind", "127.0.0.1",
                    "--port", Integer.toString(place.port()),
                    "--dir", place.data().toString())));
  }

  private static RedissonClient client(Bed bed, InstalledServer server) {
    Config config = new Config();
    config.useSingleServer().setAddress("redis://127.0.0.1:" + server.port());
    config.setCodec(ByteArrayCodec.INSTANCE);
    RedissonClient client = Redisson.create(config);
    bed.own(client::shutdown);
    return client;
  }

  private Runner uncontended(Bed bed) throws IOException {
    return new AloneRunner(RedisLock.open(open(bed)), 1e3);
  }

  private Runner processes(Bed bed) throws Exception {
    InstalledServer server = server(bed);
    return new ProcessesRunner(bed, () -> RedisLock.open(client(bed, server)));
  }

  private Runner pipelines(Bed bed) throws IOException {
    RedissonClient client = open(bed);
    return new Batches(
        Peers.BATCH,
        Peers.UNDER_WAY,
        (first, count) -> {
          RBatch batch = client.createBatch();
          for (int i = 0; i < count; i++) {
            String id = "device-" + (first + i);
            batch.getMap(DEVICES).fastPutAsync(id.getBytes(UTF_8), Peers.record(id));
          }
          return batch.executeAsync();
        },
        count -> {},
        () -> client.getKeys().delete(DEVICES));
  }

  private Runner puts(Bed bed) throws IOException {
    RedissonClient client = open(bed);
    RMap<byte[], byte[]> devices = client.getMap(DEVICES);
    return new Callers(
        bed.own(new Workers(Peers.CALLERS)),
        number -> {
          String id = "device-" + number;
          devices.fastPut(id.getBytes(UTF_8), Peers.record(id));
        },
        () -> client.getKeys().delete(DEVICES));
  }

  private Runner expiries(Bed bed) throws IOException {
    RedissonClient client = open(bed);
    Duration life = Duration.ofSeconds(60);
    for (int i = 0; i < KEYS; i++) {
      client.getBucket("alive-" + i).set(new byte[] {1}, life);
    }
    return new Batches(
        Peers.BATCH,
        Peers.UNDER_WAY,
        (first, count) -> {
          RBatch batch = client.createBatch();
          for (int i = 0; i < count; i++) {
            batch.getBucket("alive-" + (first + i) % KEYS).expireAsync(life);
          }
          return batch.executeAsync();
        },
        count -> {},
        () -> {});
  }

  private Runner publish(Bed bed) throws IOException {
    RedissonClient client = open(bed);
    RStream<byte[], byte[]> stream = client.getStream(STREAM);
    Batches.Sender sender =
        (first, count) -> {
          RBatch batch = client.createBatch();
          for (int i = 0; i < count; i++) {
            byte[] series = SampleText.series(first + i).getBytes(UTF_8);
            batch
                .<byte[], byte[]>getStream(STREAM)
                .addAsync(StreamAddArgs.entry(series, SampleText.value(first + i)));
          }
          return batch.executeAsync();
        };
    return time -> {
      try (StreamReader reader = new StreamReader(stream, READ)) {
        return new Batches(Peers.BATCH, Peers.UNDER_WAY, sender, reader::await, () -> {})
            .round(time);
      } finally {
        client.getKeys().delete(STREAM);
      }
    };
  }
}
