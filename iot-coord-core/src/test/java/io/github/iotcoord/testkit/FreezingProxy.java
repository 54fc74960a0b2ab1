package io.github.iotcoord.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/**
 * A TCP proxy that can go bad: freeze (connections stay open and nothing passes, in either
 * direction), or cut (connections are closed, and new ones refused until it is mended).
 */
public final class FreezingProxy implements AutoCloseable {
  private final NioReactor reactor;
  private final TcpCrusher crusher;
  private final int port;

  public FreezingProxy(String target) {
    int colon = target.lastIndexOf(':');
    this.port = Ports.free();
    try {
      reactor = new NioReactor();
      crusher =
          TcpCrusherBuilder.builder()
              .withReactor(reactor)
              .withBindAddress("127.0.0.1", port)
              .withConnectAddress(
                  target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)))
              .buildAndOpen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect to instead of the target. */
  public String connectString() {
    return "127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** Stops everything that is on its way, without a word to either side. */
  public void freeze() {
    crusher.freeze();
  }

  /** Lets everything go on, what was held up first. */
  public void unfreeze() {
    crusher.unfreeze();
  }

  /** Closes all connections and refuses new ones. */
  public void cut() {
    crusher.close();
  }

  /** Accepts connections again. */
  public void mend() {
    if (!crusher.isOpen()) {
      crusher.open();
    }
  }

  @Override
  public void close() {
    crusher.close();
    reactor.close();
  }
}
