package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.jspecify.annotations.Nullable;

/**
 * What the sides of one contest stand on: a server, and clients that differ in nothing but in who
 * uses them. Owns what is opened for the contest. Not thread-safe.
 */
public final class Bed implements AutoCloseable {
  /** The round trip through the delaying proxy. */
  public static final Duration FAR = Duration.ofMillis(20);

  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int CONNECTION_TIMEOUT_MS = 5_000;

  /** What a node has for content where its creator says nothing: as long as that of our locks. */
  private static final byte[] CONTENT = "x".repeat(110).getBytes(StandardCharsets.US_ASCII);

  private static final long SEED = 42;

  private final String server;
  private final long seed;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private @Nullable DelayingProxy proxy;

  /**
   * Makes a bed for one contest.
   *
   * @param server where the server is found, which may have other beds before and after
   */
  public Bed(String server) {
    this(server, SEED);
  }

  /**
   * Makes a bed for one contest.
   *
   * @param server where the server is found, which may have other beds before and after
   * @param seed with which all that is drawn is drawn
   */
  public Bed(String server, long seed) {
    this.server = server;
    this.seed = seed;
  }

  /** Numbers that are drawn anew for each caller, the same ones for all of them. */
  public Random random() {
    return new Random(seed);
  }

  /** The server's own counters. */
  public ServerCounters counters() {
    return new ServerCounters(server);
  }

  /** A client of its own session, connected to the server directly. */
  public CuratorFramework near() throws InterruptedException {
    return connect(server);
  }

  /** A proxy before the server that delays nothing and that can cut connections. */
  public DelayingProxy line() throws IOException {
    return own(DelayingProxy.start(server, Duration.ZERO));
  }

  /** A client of its own session, connected through a proxy. */
  public CuratorFramework through(DelayingProxy line) throws InterruptedException {
    return connect(line.connectString());
  }

  /** A client of its own session, with a round trip of {@link #FAR} between it and the server. */
  public CuratorFramework far() throws Exception {
    if (proxy == null) {
      proxy = own(DelayingProxy.start(server, FAR.dividedBy(2)));
    }
    return connect(proxy.connectString());
  }

  /** Closes something when the contest is over, before what was owned earlier. */
  public <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  private CuratorFramework connect(String connectString) throws InterruptedException {
    CuratorFramework client =
        own(
            CuratorFrameworkFactory.builder()
                .connectString(connectString)
                .sessionTimeoutMs(SESSION_TIMEOUT_MS)
                .connectionTimeoutMs(CONNECTION_TIMEOUT_MS)
                .retryPolicy(new RetryOneTime(100))
                .defaultData(CONTENT)
                .build());
    client.start();
    if (!client.blockUntilConnected(CONNECTION_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("no connection to " + connectString);
    }
    return client;
  }

  /** Closes all that is owned, also if some of it cannot be. */
  @Override
  public void close() {
    IllegalStateException failure = null;
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("what a contest opened could not be closed", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
