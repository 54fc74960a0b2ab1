package io.github.iotcoord.testkit;

import io.github.iotcoord.EmbeddedZooKeeper;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.IotCoordBuilder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One ZooKeeper server for a test class, and clients and proxies that end with each test. Register
 * it in a static field with {@code @RegisterExtension}. Every test has a root node of its own.
 */
public final class ZooKeeperExtension
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  /** The server's tick: sessions last from 400 ms to 4 s. */
  public static final Duration TICK = Duration.ofMillis(200);

  /** The session timeout of clients, unless a test asks for another. */
  public static final Duration SESSION = Duration.ofSeconds(2);

  /** As long as the server allows, for sessions that are to outlive a cut connection. */
  public static final Duration LONG_SESSION = TICK.multipliedBy(20);

  private static final AtomicInteger tests = new AtomicInteger();

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private @Nullable EmbeddedZooKeeper server;
  private String root = "/none";

  @Override
  public void beforeAll(ExtensionContext context) {
    server = EmbeddedZooKeeper.start(TICK);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    root = "/test-" + tests.incrementAndGet();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    server().restart();
    synchronized (resources) {
      while (!resources.isEmpty()) {
        resources.pop().close();
      }
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server().close();
  }

  public EmbeddedZooKeeper server() {
    if (server == null) {
      throw new IllegalStateException("@RegisterExtension needs a static field");
    }
    return server;
  }

  /** The root node of the running test. */
  public String root() {
    return root;
  }

  /** A proxy to the server, for this test. */
  public FreezingProxy proxy() {
    return own(new FreezingProxy(server().connectString()));
  }

  /** A started client straight to the server, for this test. */
  public CuratorFramework client() {
    return client(server().connectString(), SESSION);
  }

  /** A started client to any address, for this test; it sets no watch of its own. */
  public CuratorFramework client(String connectString, Duration session) {
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs((int) session.toMillis())
            .connectionTimeoutMs(2_000)
            .retryPolicy(new RetryForever(100))
            .zookeeperFactory(new PromptClients())
            .ensembleTracker(false)
            .build();
    client.start();
    return own(client);
  }

  /**
   * Has the server end a client's session now, as it would if nothing came from it for the session
   * timeout. The client hears of it when it reaches the server again.
   */
  public void endSession(CuratorFramework client) throws Exception {
    ZooKeeper session = client.getZookeeperClient().getZooKeeper();
    CountDownLatch taken = new CountDownLatch(1);
    ZooKeeper taking =
        new ZooKeeper(
            server().connectString(),
            session.getSessionTimeout(),
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                taken.countDown();
              }
            },
            session.getSessionId(),
            session.getSessionPasswd());
    try {
      if (!taken.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the session cannot be taken over");
      }
    } finally {
      taking.close(); // and with it the session
    }
  }

  /** An entry point straight to the server, under this test's root. */
  public IotCoord coord(String identity) throws InterruptedException {
    return own(builder(client()).identity(identity).build());
  }

  /** An entry point through a proxy, under this test's root. */
  public IotCoord coord(String identity, FreezingProxy proxy) throws InterruptedException {
    return own(builder(client(proxy.connectString(), SESSION)).identity(identity).build());
  }

  /** A builder on a client, under this test's root. */
  public IotCoordBuilder builder(CuratorFramework client) {
    return IotCoord.builder(client).root(root).serverTick(TICK);
  }

  /** Has something closed after this test. */
  public <T extends AutoCloseable> T own(T resource) {
    synchronized (resources) {
      resources.push(resource);
    }
    return resource;
  }

  /** The server's answer to a four-letter word. */
  public String ask(String word) {
    return FourLetterWords.ask(server().connectString(), word);
  }
}
