package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.EmbeddedZooKeeper;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.IotCoordBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.ZKUtil;
import org.jspecify.annotations.Nullable;

/**
 * The ZooKeeper that a program runs on, an embedded one or a running ensemble, and the clients that
 * it has there. In a running ensemble the program keeps to a root of its own and removes it in the
 * end. Thread-safe.
 */
public final class Ensemble implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String connectString;
  private final Duration session;
  private final @Nullable EmbeddedZooKeeper server;
  private final @Nullable Duration tick;
  private final String root;
  private final Deque<AutoCloseable> members = new ArrayDeque<>();

  Ensemble(
      String connectString,
      String root,
      Duration session,
      @Nullable EmbeddedZooKeeper server,
      @Nullable Duration tick) {
    this.connectString = connectString;
    this.root = root;
    this.session = session;
    this.server = server;
    this.tick = tick;
  }

  /** Whether a text is HOST:PORT, or several with commas between, with or without a chroot. */
  public static boolean isConnectString(String text) {
    Pattern server = Pattern.compile("[^,:/\\s]+:(\\d{1,5})");
    return Stream.of(text.replaceFirst("/\\S*$", "").split(",", -1))
        .map(server::matcher)
        .allMatch(
            match ->
                match.matches()
                    && Integer.parseInt(match.group(1)) > 0
                    && Integer.parseInt(match.group(1)) < 65_536);
  }

  /** Starts a server in this JVM. */
  public static Ensemble embedded(Duration session, Duration tick) {
    EmbeddedZooKeeper server = EmbeddedZooKeeper.start(tick);
    return new Ensemble(server.connectString(), "/iot-coord", session, server, tick);
  }

  /**
   * Uses an ensemble that runs.
   *
   * @throws CoordinationUnavailableException if nobody answers
   */
  public static Ensemble running(String connectString, Duration session)
      throws InterruptedException {
    try (CuratorFramework client = client(connectString, session)) {
      if (!client.blockUntilConnected((int) PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CoordinationUnavailableException(
            "no ZooKeeper answers at %s within %d s".formatted(connectString, PATIENCE.toSeconds()),
            null);
      }
      // The ensemble has the last word on how short a session may be.
      Duration negotiated =
          Duration.ofMillis(client.getZookeeperClient().getLastNegotiatedSessionTimeoutMs());
      String root = "/iot-coord-examples-" + UUID.randomUUID().toString().substring(0, 8);
      return new Ensemble(connectString, root, negotiated, null, null);
    }
  }

  public String connectString() {
    return connectString;
  }

  public String root() {
    return root;
  }

  Duration session() {
    return session;
  }

  @Nullable Duration tick() {
    return tick;
  }

  /** Joins with a client of one's own; both end with the ensemble. */
  public IotCoord join(String identity) throws InterruptedException {
    return join(identity, connectString);
  }

  /** As {@link #join(String)}, by way of another address. */
  IotCoord join(String identity, String address) throws InterruptedException {
    CuratorFramework client = own(client(address, session));
    IotCoordBuilder builder = IotCoord.builder(client).root(root).identity(identity);
    if (tick != null) {
      builder.serverTick(tick);
    }
    return own(builder.build());
  }

  /** Has something closed with the ensemble, the youngest first. */
  <T extends AutoCloseable> T own(T member) {
    synchronized (members) {
      members.push(member);
    }
    return member;
  }

  /** Opens a link that can freeze to one of the servers, and returns it. */
  FreezingLink link() {
    return own(new FreezingLink(firstServerThatListens()));
  }

  /** The address to use instead of {@link #connectString} to go through a link. */
  String through(FreezingLink link) {
    int chroot = connectString.indexOf('/');
    return link.connectString() + (chroot < 0 ? "" : connectString.substring(chroot));
  }

  /** Whether the server is ours to restart. */
  boolean canRestart() {
    return server != null;
  }

  void stopServer() {
    if (server != null) {
      server.stop();
    }
  }

  void restartServer() {
    if (server != null) {
      server.restart();
    }
  }

  private static CuratorFramework client(String address, Duration session) {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(
            address,
            (int) session.toMillis(),
            (int) PATIENCE.toMillis(),
            new ExponentialBackoffRetry(100, 10, 1_000));
    client.start();
    return client;
  }

  private String firstServerThatListens() {
    String[] servers = connectString.replaceFirst("/.*", "").split(",", -1);
    for (String address : servers) {
      int colon = address.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
            2_000);
        return address;
      } catch (IOException e) {
        // Then perhaps the next.
      }
    }
    return servers[0];
  }

  private void removeRoot() {
    try (CuratorFramework client = client(connectString, session)) {
      client.blockUntilConnected((int) PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (client.checkExists().forPath(root) != null) {
        ZKUtil.deleteRecursive(client.getZookeeperClient().getZooKeeper(), root, 1_000);
      }
    } catch (Exception e) {
      System.err.println("could not remove " + root + " from " + connectString + ": " + e);
    }
  }

  @Override
  public void close() {
    synchronized (members) {
      while (!members.isEmpty()) {
        AutoCloseable member = members.pop();
        try {
          member.close();
        } catch (Exception e) {
          System.err.println("closing " + member + " failed: " + e);
        }
      }
    }
    if (server != null) {
      server.close();
    } else {
      removeRoot();
    }
  }
}
