package io.github.iotcoord.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy that can keep the server's answers from the client: requests reach the server and are
 * carried out, and nobody hears of it. With {@link #cut()} that becomes a write of unknown outcome.
 */
public final class MutingProxy implements AutoCloseable {
  private final String host;
  private final int port;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean muted;

  public MutingProxy(String target) {
    int colon = target.lastIndexOf(':');
    host = target.substring(0, colon);
    port = Integer.parseInt(target.substring(colon + 1));
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Where clients connect to instead of the target. */
  public String connectString() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /** Drops what the server says from now on. */
  public void mute() {
    muted = true;
  }

  /** Ends all connections; new ones, in both directions, are welcome. */
  public void cut() {
    sockets.forEach(MutingProxy::end);
    sockets.clear();
    muted = false;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (true) {
      Socket client;
      try {
        client = listening.accept();
      } catch (IOException e) {
        return; // closed
      }
      try {
        connect(client);
      } catch (IOException e) {
        end(client); // as the server refuses its connection
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket(host, port);
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    sockets.add(client);
    sockets.add(server);
    start(() -> pass(client, server, false));
    start(() -> pass(server, client, true));
  }

  private void pass(Socket from, Socket to, boolean answers) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!(answers && muted)) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      return; // one side has ended: so does the other
    } finally {
      end(from);
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "muting-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
