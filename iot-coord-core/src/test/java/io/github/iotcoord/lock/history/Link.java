package io.github.iotcoord.lock.history;

import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.MutingProxy;
import java.util.List;
import java.util.stream.Collectors;

/** One process's way to the ensemble: two proxies before each server, all of them good or bad. */
final class Link implements AutoCloseable {
  private final List<MutingProxy> muting;
  private final List<FreezingProxy> freezing;

  Link(List<String> servers) {
    muting = servers.stream().map(MutingProxy::new).toList();
    freezing = muting.stream().map(proxy -> new FreezingProxy(proxy.connectString())).toList();
  }

  String connectString() {
    return freezing.stream().map(FreezingProxy::connectString).collect(Collectors.joining(","));
  }

  /** Nothing passes any more, and nobody is told. */
  void freeze() {
    freezing.forEach(FreezingProxy::freeze);
  }

  /** What was held up goes on, as late as it is. */
  void unfreeze() {
    freezing.forEach(FreezingProxy::unfreeze);
  }

  /** Connections are closed, and refused. */
  void cut() {
    freezing.forEach(FreezingProxy::cut);
  }

  /** Connections are accepted again. */
  void mend() {
    freezing.forEach(FreezingProxy::mend);
  }

  /** What is asked for is done, and nobody hears of it. */
  void mute() {
    muting.forEach(MutingProxy::mute);
  }

  /** Ends the connections whose answers were held back, and with them the silence. */
  void unmute() {
    muting.forEach(MutingProxy::cut);
  }

  @Override
  public void close() {
    freezing.forEach(FreezingProxy::close);
    muting.forEach(MutingProxy::close);
  }
}
