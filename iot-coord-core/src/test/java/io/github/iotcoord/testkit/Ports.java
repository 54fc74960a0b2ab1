package io.github.iotcoord.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports to listen on later, and again after a while in which nobody did. */
final class Ports {
  // Below those that systems give to outgoing connections, which would take them in the meantime.
  private static final int FIRST = 10_000;
  private static final int END = 30_000;

  private static final Set<Integer> given = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port that is free now and that this JVM is not given again. */
  static int free() {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port) && given.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
