package io.github.iotcoord.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are closed and opened again. They lie below those that the system gives to
 * outgoing connections, which would otherwise take one of them while it is closed.
 */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int COUNT = 12_000;
  private static final AtomicInteger next =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /** A port of the loopback interface on which nobody listens, another one at each call. */
  static int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = LOWEST + Math.floorMod(next.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free above " + LOWEST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
