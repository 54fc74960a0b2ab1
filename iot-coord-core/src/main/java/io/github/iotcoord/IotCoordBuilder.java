package io.github.iotcoord;

import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.RootNode;
import io.github.iotcoord.internal.zk.SessionKeeper;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.jspecify.annotations.Nullable;

/** Builds an {@link IotCoord}. Not thread-safe. */
public final class IotCoordBuilder {
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final int CONNECTION_TIMEOUT_MS = 5_000;

  private final CuratorFramework client;
  private final Runnable afterClose;
  private String root = "/iot-coord";
  private @Nullable String identity;
  private @Nullable Duration serverTick;
  private Duration operationTimeout = Duration.ofSeconds(15);
  private Ticker ticker = Ticker.system();

  private IotCoordBuilder(CuratorFramework client, Runnable afterClose) {
    this.client = client;
    this.afterClose = afterClose;
  }

  static IotCoordBuilder on(CuratorFramework client) {
    if (client == null) {
      throw new IllegalArgumentException("client must not be null");
    }
    return new IotCoordBuilder(client, () -> {});
  }

  static IotCoordBuilder connecting(String connectString) {
    CuratorFramework client = startClient(connectString);
    return new IotCoordBuilder(client, client::close);
  }

  static IotCoordBuilder embedding(EmbeddedZooKeeper server) {
    CuratorFramework client = startClient(server.connectString());
    IotCoordBuilder builder =
        new IotCoordBuilder(
            client,
            () -> {
              client.close();
              server.close();
            });
    builder.serverTick = Duration.ofMillis(500);
    return builder;
  }

  private static CuratorFramework startClient(String connectString) {
    if (connectString == null || connectString.isBlank()) {
      throw new IllegalArgumentException("the connect string must not be empty");
    }
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(
            connectString,
            SESSION_TIMEOUT_MS,
            CONNECTION_TIMEOUT_MS,
            new ExponentialBackoffRetry(100, 10, 2_000));
    client.start();
    return client;
  }

  /**
   * Sets the node under which everything is kept, within the client's namespace if it has one.
   *
   * @param path an absolute path of one or more elements; {@code /iot-coord} by default
   * @return this builder
   * @throws IllegalArgumentException if the path is not one
   */
  public IotCoordBuilder root(String path) {
    if (path == null || !path.startsWith("/") || path.length() == 1) {
      throw new IllegalArgumentException("root must begin with '/' and a name, was " + path);
    }
    for (String element : path.substring(1).split("/", -1)) {
      Names.require("an element of root", element);
    }
    this.root = path;
    return this;
  }

  /**
   * Sets the name under which this process registers devices, publishes and holds locks. Give a
   * gateway a name that is the same after a restart.
   *
   * @param name unique among the processes that run; random by default
   * @return this builder
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public IotCoordBuilder identity(String name) {
    this.identity = Names.require("identity", name);
    return this;
  }

  /**
   * Sets how long a request that has no timeout of its own may take, the first connection included.
   *
   * @param timeout the time; 15 s by default
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  public IotCoordBuilder operationTimeout(Duration timeout) {
    if (timeout == null || timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("operationTimeout must be positive, was " + timeout);
    }
    this.operationTimeout = timeout;
    return this;
  }

  /**
   * Sets the ensemble's {@code tickTime}, by which the session lease is shortened: 2 s by default,
   * which is safe for every ensemble that runs with ZooKeeper's default tick or a shorter one.
   * Never more than half of the session is reckoned with.
   *
   * <p>It must be set if the tick is longer. It should be set if the tick is shorter and the
   * session shorter than 10 s: with a tick of more than about a fifth of the session the lease of a
   * new session is {@link SessionLease.State#UNCERTAIN} for a while, until enough has been proven.
   *
   * @param tick the tick, not shorter than that of any server
   * @return this builder
   * @throws IllegalArgumentException if it is negative
   */
  public IotCoordBuilder serverTick(Duration tick) {
    if (tick == null || tick.isNegative()) {
      throw new IllegalArgumentException("serverTick must not be negative, was " + tick);
    }
    this.serverTick = tick;
    return this;
  }

  /**
   * Sets the clock that the session lease and timeouts count by.
   *
   * @param newTicker a monotonic clock
   * @return this builder
   */
  public IotCoordBuilder ticker(Ticker newTicker) {
    if (newTicker == null) {
      throw new IllegalArgumentException("ticker must not be null");
    }
    this.ticker = newTicker;
    return this;
  }

  /**
   * Connects: waits until the ensemble has answered, and the root node exists in a format that this
   * library reads.
   *
   * @return the connected entry point
   * @throws InterruptedException if interrupted while waiting
   * @throws CoordinationUnavailableException if the ensemble does not answer within the operation
   *     timeout
   * @throws CoordinationClosedException if the client is not started, or closed
   * @throws io.github.iotcoord.wire.UnsupportedFormatException if the root is of another format
   */
  public IotCoord build() throws InterruptedException {
    try {
      return buildOrThrow();
    } catch (InterruptedException | RuntimeException e) {
      afterClose.run();
      throw e;
    }
  }

  private IotCoord buildOrThrow() throws InterruptedException {
    if (client.getState() != CuratorFrameworkState.STARTED) {
      throw new CoordinationClosedException("The Curator client (or it was never started)");
    }
    String incarnation = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    String name = identity == null ? "client-" + incarnation : identity;
    String space = client.getNamespace();
    String namespace = space == null || space.isEmpty() ? "" : "/" + space;
    String path = namespace + root;
    CuratorFramework plain = client.usingNamespace(null);

    Scheduler scheduler = new Scheduler("iot-coord-" + name, 2);
    ZkClient zk = new ZkClient(plain, scheduler, ticker, namespace, path, RootNode.payload());
    SessionKeeper lease = new SessionKeeper(zk, scheduler, ticker, path, serverTick);
    CoordContext context =
        new CoordContext(
            zk,
            lease,
            scheduler,
            ticker,
            new ZnodeLayout(path),
            name,
            incarnation,
            operationTimeout);
    try {
      context.await(RootNode.ensure(context), "Connecting to ZooKeeper");
      context.await(lease.start(), "Connecting to ZooKeeper");
      return new IotCoord(context, afterClose);
    } catch (InterruptedException | RuntimeException e) {
      context.close(Duration.ZERO);
      throw e;
    }
  }
}
