package io.github.iotcoord.internal.codec;

import java.util.List;

/** What a relay writes at a time: requests, which come first, and beats. */
public record RelayPage(List<RelayRequest> requests, List<RelayedBeats> beats) {
  public RelayPage {
    requests = List.copyOf(requests);
  }
}
