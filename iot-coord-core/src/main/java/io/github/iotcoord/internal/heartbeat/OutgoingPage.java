package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.RelayPage;
import io.github.iotcoord.internal.codec.RelayPageEncoder;
import io.github.iotcoord.internal.codec.RelayRequest;
import io.github.iotcoord.internal.codec.RelayedBeats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A page that a relay writes: encoded anew for each attempt, because the ages in it count until the
 * writing.
 *
 * @param beats not changed any more once the page has been made
 */
record OutgoingPage(
    int partition, long number, List<Request> requests, List<BufferedBeats> beats, int bytes) {

  /**
   * A request with the time of it.
   *
   * @param until of a sleep when it ends
   */
  record Request(RelayRequest request, long until, CompletableFuture<Void> done) {
    RelayRequest at(long now) {
      return request.kind() == RelayRequest.Kind.SLEEP
          ? new RelayRequest(request.kind(), request.device(), BufferedBeats.millis(until - now))
          : request;
    }
  }

  byte[] encode(long now) {
    List<RelayRequest> asked = new ArrayList<>(requests.size());
    requests.forEach(request -> asked.add(request.at(now)));
    List<RelayedBeats> told = new ArrayList<>(beats.size());
    beats.forEach(each -> told.add(each.at(now)));
    return RelayPageEncoder.encode(new RelayPage(asked, told));
  }

  long beatCount() {
    long count = 0;
    for (BufferedBeats each : beats) {
      count += each.count;
    }
    return count;
  }
}
