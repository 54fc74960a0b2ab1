package io.github.iotcoord.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.apache.curator.test.TestingZooKeeperServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A three-node ensemble for each test, whose servers can be killed, and clients that end with it.
 */
public final class EnsembleExtension implements BeforeEachCallback, AfterEachCallback {
  /** The servers' tick. */
  public static final Duration TICK = Duration.ofMillis(300);

  /** The session timeout of clients. */
  public static final Duration SESSION = Duration.ofSeconds(4);

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private @Nullable TestingCluster cluster;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Map<Integer, InstanceSpec> specs = new HashMap<>();
    for (int id = 1; id <= 3; id++) {
      specs.put(
          id,
          new InstanceSpec(
              null, -1, -1, -1, true, id, (int) TICK.toMillis(), -1, Map.of(), "127.0.0.1"));
    }
    cluster = new TestingCluster(specs.values());
    cluster.start();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!resources.isEmpty()) {
      resources.pop().close();
    }
    cluster().close();
  }

  private TestingCluster cluster() {
    if (cluster == null) {
      throw new IllegalStateException("only within a test");
    }
    return cluster;
  }

  public String connectString() {
    return cluster().getConnectString();
  }

  /** A started client to all servers, for this test. */
  public CuratorFramework client() {
    CuratorFramework client =
        CuratorFrameworkFactory.newClient(
            connectString(), (int) SESSION.toMillis(), 2_000, new RetryForever(100));
    client.start();
    resources.push(client);
    return client;
  }

  /** Has something closed after this test. */
  public <T extends AutoCloseable> T own(T resource) {
    resources.push(resource);
    return resource;
  }

  /** The connect string of the server that leads. */
  public String leader() {
    for (TestingZooKeeperServer server : cluster().getServers()) {
      String address = addressOf(server);
      if (FourLetterWords.ask(address, "srvr").contains("Mode: leader")) {
        return address;
      }
    }
    throw new IllegalStateException("nobody leads");
  }

  /** Kills a server. */
  public void kill(String connectString) throws Exception {
    for (TestingZooKeeperServer server : cluster().getServers()) {
      if (addressOf(server).equals(connectString)) {
        server.kill();
        return;
      }
    }
    throw new IllegalArgumentException(connectString + " is none of the servers");
  }

  private static String addressOf(TestingZooKeeperServer server) {
    return server.getInstanceSpec().getHostname() + ":" + server.getInstanceSpec().getPort();
  }
}
