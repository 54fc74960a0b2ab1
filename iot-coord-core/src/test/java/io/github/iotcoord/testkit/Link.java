package io.github.iotcoord.testkit;

import java.util.List;
import java.util.stream.Collectors;

/** One process's way to the ensemble: two proxies before each server, all of them good or bad. */
public final class Link implements AutoCloseable {
  private final List<MutingProxy> muting;
  private final List<FreezingProxy> freezing;

  public Link(List<String> servers) {
    muting = servers.stream().map(MutingProxy::new).toList();
    freezing = muting.stream().map(proxy -> new FreezingProxy(proxy.connectString())).toList();
  }

  public String connectString() {
    return freezing.stream().map(FreezingProxy::connectString).collect(Collectors.joining(","));
  }

  /** Nothing passes any more, and nobody is told. */
  public void freeze() {
    freezing.forEach(FreezingProxy::freeze);
  }

  /** What was held up goes on, as late as it is. */
  public void unfreeze() {
    freezing.forEach(FreezingProxy::unfreeze);
  }

  /** Connections are closed, and refused. */
  public void cut() {
    freezing.forEach(FreezingProxy::cut);
  }

  /** Connections are accepted again. */
  public void mend() {
    freezing.forEach(FreezingProxy::mend);
  }

  /** What is asked for is done, and nobody hears of it. */
  public void mute() {
    muting.forEach(MutingProxy::mute);
  }

  /** Ends the connections whose answers were held back, and with them the silence. */
  public void unmute() {
    muting.forEach(MutingProxy::cut);
  }

  @Override
  public void close() {
    freezing.forEach(FreezingProxy::close);
    muting.forEach(MutingProxy::close);
  }
}
