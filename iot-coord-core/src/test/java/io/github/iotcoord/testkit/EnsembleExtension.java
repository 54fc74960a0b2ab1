package io.github.iotcoord.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern MODE = Pattern.compile("Mode: (\\w+)");

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private @Nullable TestingCluster cluster;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Map<Integer, InstanceSpec> specs = new HashMap<>();
    for (int id = 1; id <= 3; id++) {
      specs.put(
          id,
          new InstanceSpec(
              null,
              Ports.free(),
              Ports.free(),
              Ports.free(),
              true,
              id,
              (int) TICK.toMillis(),
              -1,
              Map.of(),
              "127.0.0.1"));
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

  /** The servers' connect strings, one for each, dead or alive. */
  public List<String> servers() {
    return cluster().getServers().stream().map(EnsembleExtension::addressOf).toList();
  }

  /** A started client to all servers, for this test. */
  public CuratorFramework client() {
    return client(connectString(), SESSION);
  }

  /**
   * A started client to any address, for this test. It keeps to that address: Curator would
   * otherwise learn the servers' own addresses from them, and go past a proxy.
   */
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

  /** Has something closed after this test. */
  public <T extends AutoCloseable> T own(T resource) {
    resources.push(resource);
    return resource;
  }

  /** The connect string of the server that leads. */
  public String leader() {
    for (String server : servers()) {
      if (mode(server).equals("leader")) {
        return server;
      }
    }
    throw new IllegalStateException("nobody leads");
  }

  /** A server's part: {@code leader}, {@code follower}, or empty while it does not serve. */
  public String mode(String connectString) {
    try {
      Matcher mode = MODE.matcher(FourLetterWords.ask(connectString, "srvr"));
      return mode.find() ? mode.group(1) : "";
    } catch (UncheckedIOException e) {
      return ""; // it is dead, or died while it answered
    }
  }

  /** Kills a server. What it has written is kept. */
  public void kill(String connectString) throws Exception {
    server(connectString).kill();
  }

  /** Starts a killed server, and does not wait until it serves. */
  public void restart(String connectString) throws Exception {
    server(connectString).restart();
  }

  private TestingZooKeeperServer server(String connectString) {
    for (TestingZooKeeperServer server : cluster().getServers()) {
      if (addressOf(server).equals(connectString)) {
        return server;
      }
    }
    throw new IllegalArgumentException(connectString + " is none of the servers");
  }

  private static String addressOf(TestingZooKeeperServer server) {
    return server.getInstanceSpec().getHostname() + ":" + server.getInstanceSpec().getPort();
  }
}
