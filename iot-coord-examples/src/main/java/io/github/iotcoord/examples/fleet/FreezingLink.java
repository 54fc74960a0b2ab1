package io.github.iotcoord.examples.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/**
 * A TCP link to a server that can freeze: connections stay open, and nothing passes. Thread-safe.
 */
final class FreezingLink implements AutoCloseable {
  private final NioReactor reactor;
  private final TcpCrusher crusher;
  private final int port;
  private boolean frozen;

  /** Opens a link to {@code host:port}. */
  FreezingLink(String target) {
    int colon = target.lastIndexOf(':');
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port for the freezing link", e);
    }
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
      throw new UncheckedIOException("The freezing link to " + target + " did not open", e);
    }
  }

  /** Where to connect to instead of the target. */
  String connectString() {
    return "127.0.0.1:" + port;
  }

  synchronized void freeze() {
    crusher.freeze();
    frozen = true;
  }

  /** Lets everything go on, what was held up first; does nothing if it goes on already. */
  synchronized void unfreeze() {
    if (frozen) {
      frozen = false;
      crusher.unfreeze();
    }
  }

  @Override
  public void close() {
    crusher.close();
    reactor.close();
  }
}
