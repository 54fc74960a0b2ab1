package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A long way to a server: passes each chunk of bytes on a fixed time after it came, in both
 * directions and in order. Chunks do not wait for each other, so what is sent back to back arrives
 * back to back. Thread-safe.
 */
public final class DelayingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final String host;
  private final int port;
  private final Duration oneWay;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private DelayingProxy(ServerSocket listening, String host, int port, Duration oneWay) {
    this.listening = listening;
    this.host = host;
    this.port = port;
    this.oneWay = oneWay;
  }

  /**
   * Listens on a free port of the loopback address.
   *
   * @param target host and port of the server
   * @param oneWay how long each chunk is on its way; a round trip takes twice as long
   */
  public static DelayingProxy start(String target, Duration oneWay) throws IOException {
    int colon = target.lastIndexOf(':');
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    DelayingProxy proxy =
        new DelayingProxy(
            listening,
            target.substring(0, colon),
            Integer.parseInt(target.substring(colon + 1)),
            oneWay);
    DelayLine.startThread("proxy-accept", proxy::accept);
    return proxy;
  }

  /** Where clients find the proxy. */
  public String connectString() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        connect(listening.accept());
      } catch (IOException e) {
        // Closed; or no connection could be made, and the next one may be.
      }
    }
    closeConnections(); // also one that came while we were being closed
  }

  private void connect(Socket client) throws IOException {
    sockets.add(client);
    try {
      Socket server = new Socket(host, port);
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      new DelayLine(client, server, oneWay).start();
      new DelayLine(server, client, oneWay).start();
    } catch (IOException e) {
      DelayLine.closeQuietly(client);
      throw e;
    }
  }

  /** Cuts all connections; new ones are accepted. */
  public void cut() {
    closeConnections();
  }

  private void closeConnections() {
    sockets.forEach(DelayLine::closeQuietly);
    sockets.clear();
  }

  /** Stops listening and cuts all connections. */
  @Override
  public void close() throws IOException {
    listening.close();
    closeConnections();
  }
}
