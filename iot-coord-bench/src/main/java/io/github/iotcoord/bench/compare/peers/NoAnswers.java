package io.github.iotcoord.bench.compare.peers;

import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.grpc.stub.StreamObserver;

/** Nobody looks at what a lease's keep-alives are answered with. */
final class NoAnswers implements StreamObserver<LeaseKeepAliveResponse> {
  @Override
  public void onNext(LeaseKeepAliveResponse answer) {}

  @Override
  public void onError(Throwable e) {}

  @Override
  public void onCompleted() {}
}
