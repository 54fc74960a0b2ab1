package io.github.iotcoord.bench.compare.peers;

import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.bench.compare.Workers;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Keeps leases alive over a stream for each of several connections, by the stub beneath jetcd: what
 * jetcd offers for it either waits for a third of a lease's life between two keep-alives, or opens
 * a stream for each.
 */
final class EtcdKeepAlives implements Runner {
  private static final int STREAMS = 4;
  private static final int UNDER_WAY = 64;

  private final long[] leases;
  private final List<Stream> streams = new ArrayList<>();
  private final Workers workers;

  /**
   * Opens the streams.
   *
   * @param leases the leases, which the server has granted
   */
  EtcdKeepAlives(Bed bed, int port, long[] leases) {
    this.leases = leases.clone();
    for (int i = 0; i < STREAMS; i++) {
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
      bed.own(channel::shutdownNow);
      streams.add(new Stream(channel));
    }
    workers = bed.own(new Workers(STREAMS));
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long[] kept = new long[STREAMS];
    long start = System.nanoTime();
    workers.run(
        worker -> {
          do {
            streams.get(worker).keep(leases[(int) (kept[worker]++ % leases.length)]);
          } while (System.nanoTime() - start < time.toNanos());
          streams.get(worker).settle();
        });
    return new double[] {Arrays.stream(kept).sum() / ((System.nanoTime() - start) / 1e9)};
  }

  /** Used by one thread at a time. */
  private static final class Stream implements StreamObserver<LeaseKeepAliveResponse> {
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final StreamObserver<LeaseKeepAliveRequest> requests;
    private volatile String failure = "";

    @SuppressWarnings("this-escape") // nothing is answered before the first request
    Stream(ManagedChannel channel) {
      requests = LeaseGrpc.newStub(channel).leaseKeepAlive(this);
    }

    void keep(long lease) throws InterruptedException {
      free.acquire();
      if (!failure.isEmpty()) {
        throw new IllegalStateException(failure);
      }
      requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    }

    void settle() throws InterruptedException {
      free.acquire(UNDER_WAY);
      free.release(UNDER_WAY);
      if (!failure.isEmpty()) {
        throw new IllegalStateException(failure);
      }
    }

    @Override
    public void onNext(LeaseKeepAliveResponse response) {
      if (response.getTTL() <= 0) {
        failure = "a lease is gone";
      }
      free.release();
    }

    @Override
    public void onError(Throwable e) {
      failure = "the stream of keep-alives failed: " + e;
      free.release(UNDER_WAY);
    }

    @Override
    public void onCompleted() {
      onError(new IllegalStateException("it was ended by the server"));
    }
  }
}
