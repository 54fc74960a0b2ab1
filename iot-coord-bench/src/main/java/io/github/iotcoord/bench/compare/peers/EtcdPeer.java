package io.github.iotcoord.bench.compare.peers;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import io.github.iotcoord.bench.compare.lock.AloneRunner;
import io.github.iotcoord.bench.compare.lock.ProcessesRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** etcd, by jetcd. */
final class EtcdPeer implements Peers.Peer {
  private static final String NAME = "etcd";
  private static final String DURABILITY =
      "one etcd server, which syncs its log before it answers (its default), as ZooKeeper's does";
  private static final long LEASE_SECONDS = 60;
  private static final int LEASES = 1_000;
  private static final int KEEP_ALIVES_UNDER_WAY = 256;

  private final Path program;

  EtcdPeer(Path program) {
    this.program = program;
  }

  @Override
  public List<Side> sides(String contest) {
    return switch (contest) {
      case "lock.uncontended" -> List.of(lock(this::uncontended));
      case "lock.processes" -> List.of(lock(this::processes));
      case "registry.bulk" ->
          List.of(
              side(
                  "for all of them: transactions of 100 puts of our records, 16 under way",
                  DURABILITY + "; no check of an owner",
                  this::transactions));
      case "registry.callers" ->
          List.of(
              side(
                  "each thread for the put of its own device",
                  DURABILITY + "; no check of an owner",
                  this::puts));
      case "heartbeat.relay" ->
          List.of(
              side(
                  "for the answer to each: 1,000 leases, keepAliveOnce, 256 under way",
                  "the server keeps each lease until its time is over, in its memory; which device"
                      + " is slow or loses beats it does not tell",
                  this::keepAlives));
      case "channel.stream" ->
          List.of(
              side(
                  "until a watch has been told of each: transactions of 100 puts, a key for each"
                      + " series, 16 under way",
                  DURABILITY,
                  this::publish));
      default -> List.of();
    };
  }

  private static Side lock(Side.Opener opener) {
    return side(
        "to acquire, for one answer; to release, for one",
        DURABILITY + "; the lock ends with its lease, and its key's revision can fence",
        opener);
  }

  private static Side side(String waits, String promises, Side.Opener opener) {
    return new Side(NAME, waits, promises, opener);
  }

  private Client open(Bed bed) throws IOException {
    return client(bed, server(bed));
  }

  private InstalledServer server(Bed bed) throws IOException {
    return bed.own(
        InstalledServer.start(
            program,
            place -> {
              String clients = "http://127.0.0.1:" + place.port();
              String others = "http://127.0.0.1:" + place.otherPort();
              return List.of(
                  "--data-dir=" + place.data(),
                  "--listen-client-urls=" + clients,
                  "--advertise-client-urls=" + clients,
                  "--listen-peer-urls=" + others,
                  "--initial-advertise-peer-urls=" + others,
                  "--initial-cluster=default=" + others);
            }));
  }

  private static Client client(Bed bed, InstalledServer server) {
    return bed.own(Client.builder().endpoints("http://127.0.0.1:" + server.port()).build());
  }

  private Runner uncontended(Bed bed) throws Exception {
    return new AloneRunner(EtcdLock.open(bed, open(bed)), 1e3);
  }

  private Runner processes(Bed bed) throws Exception {
    InstalledServer server = server(bed);
    return new ProcessesRunner(bed, () -> EtcdLock.open(bed, client(bed, server)));
  }

  private Runner transactions(Bed bed) throws Exception {
    KV store = open(bed).getKVClient();
    return new Batches(
        Peers.BATCH,
        Peers.UNDER_WAY,
        (first, count) -> {
          Op[] puts = new Op[count];
          for (int i = 0; i < count; i++) {
            String id = "device-" + (first + i);
            puts[i] = put("device/" + id, Peers.record(id));
          }
          return store.txn().Then(puts).commit();
        },
        count -> {},
        () -> clear(store, "device/"));
  }

  private Runner puts(Bed bed) throws Exception {
    KV store = open(bed).getKVClient();
    return new Callers(
        bed.own(new Workers(Peers.CALLERS)),
        number -> {
          String id = "device-" + number;
          store.put(bytes("device/" + id), ByteSequence.from(Peers.record(id))).get();
        },
        () -> clear(store, "device/"));
  }

  private Runner keepAlives(Bed bed) throws Exception {
    Client client = open(bed);
    List<CompletableFuture<Long>> granted = new ArrayList<>();
    for (int i = 0; i < LEASES; i++) {
      granted.add(client.getLeaseClient().grant(LEASE_SECONDS).thenApply(lease -> lease.getID()));
    }
    long[] leases = granted.stream().mapToLong(CompletableFuture::join).toArray();
    return new Batches(
        1,
        KEEP_ALIVES_UNDER_WAY,
        (first, count) -> client.getLeaseClient().keepAliveOnce(leases[(int) (first % LEASES)]),
        count -> {},
        () -> {});
  }

  private Runner publish(Bed bed) throws Exception {
    Client client = open(bed);
    KV store = client.getKVClient();
    Semaphore heard = new Semaphore(0);
    bed.own(
        client
            .getWatchClient()
            .watch(
                bytes("series/"),
                WatchOption.builder().isPrefix(true).withNoDelete(true).build(),
                Watch.listener(response -> heard.release(response.getEvents().size()))));
    return new Batches(
        Peers.BATCH,
        Peers.UNDER_WAY,
        (first, count) -> {
          Op[] puts = new Op[count];
          for (int i = 0; i < count; i++) {
            puts[i] = put("series/" + SampleText.series(first + i), SampleText.value(first + i));
          }
          return store.txn().Then(puts).commit();
        },
        count -> {
          if (!heard.tryAcquire((int) count, 2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("not all samples were heard of");
          }
        },
        () -> clear(store, "series/"));
  }

  private static Op put(String key, byte[] value) {
    return Op.put(bytes(key), ByteSequence.from(value), PutOption.DEFAULT);
  }

  /** Removes keys and their history, which would fill the store. */
  private static void clear(KV store, String prefix) throws Exception {
    long revision =
        store
            .delete(bytes(prefix), DeleteOption.builder().isPrefix(true).build())
            .get()
            .getHeader()
            .getRevision();
    store.compact(revision).get();
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
