package io.github.iotcoord.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that must be told one. They lie below those that systems give to clients, so
 * that no connection takes one before the server does. Thread-safe.
 */
public final class FreePorts {
  private static final int LOWEST = 20_000;
  private static final int COUNT = 12_000;
  private static final AtomicInteger next =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePorts() {}

  /** A port of the loopback interface on which nobody listens, another one at each call. */
  public static int next() throws IOException {
    IOException refused = null;
    for (int tries = 0; tries < COUNT; tries++) {
      int port = LOWEST + Math.floorMod(next.getAndIncrement(), COUNT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        refused = e;
      }
    }
    throw new IOException("no port is free above " + LOWEST, refused);
  }
}
