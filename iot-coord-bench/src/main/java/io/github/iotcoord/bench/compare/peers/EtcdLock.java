package io.github.iotcoord.bench.compare.peers;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Lease;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.lock.BenchLock;
import java.nio.charset.StandardCharsets;

/**
 * A client's view of etcd's lock.
 *
 * @param client the client
 * @param lease the client's own lease, which is kept alive
 */
record EtcdLock(Client client, long lease) implements BenchLock {
  private static final long LEASE_SECONDS = 60;
  private static final ByteSequence NAME = ByteSequence.from("lock", StandardCharsets.UTF_8);

  static EtcdLock open(Bed bed, Client client) throws Exception {
    Lease leases = client.getLeaseClient();
    long lease = leases.grant(LEASE_SECONDS).get().getID();
    bed.own(leases.keepAlive(lease, new NoAnswers()));
    return new EtcdLock(client, lease);
  }

  @Override
  public void cycle(Runnable act) throws Exception {
    ByteSequence key = client.getLockClient().lock(NAME, lease).get().getKey();
    act.run();
    client.getLockClient().unlock(key).get();
  }

  @Override
  public int settle() {
    return 0; // each was waited for
  }
}
