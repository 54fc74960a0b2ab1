package io.github.iotcoord.testkit;

import io.github.iotcoord.IotCoord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;

/**
 * Three ZooKeeper servers in this JVM that reach each other through proxies only, so that the link
 * between any two of them can freeze or be cut, while clients stay connected to each.
 *
 * <p>Every server's configuration names the others by proxies of its own. The servers are 1, 2 and
 * 3.
 */
public final class PartitionedEnsemble implements AutoCloseable {
  private static final int SERVERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Duration tick;
  private final Path directory;
  private final List<EnsembleServer> servers = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  /** All that goes from one server's proxies to another server. */
  private record Link(int from, int to, FreezingProxy quorum, FreezingProxy election) {
    boolean joins(int a, int b) {
      return (from == a && to == b) || (from == b && to == a);
    }

    Stream<FreezingProxy> proxies() {
      return Stream.of(quorum, election);
    }
  }

  /**
   * Starts the servers and waits until one leads and the others follow.
   *
   * @param tick the servers' tick: sessions last from 2 to 20 of it
   * @param syncLimit after how many ticks of silence a follower leaves its leader, and the reverse
   */
  public static PartitionedEnsemble start(Duration tick, int syncLimit) {
    PartitionedEnsemble ensemble = new PartitionedEnsemble(tick);
    try {
      ensemble.startServers(syncLimit);
      ensemble.awaitComplete();
      return ensemble;
    } catch (IOException | RuntimeException e) {
      ensemble.close();
      throw new IllegalStateException("the ensemble did not start", e);
    }
  }

  private PartitionedEnsemble(Duration tick) {
    this.tick = tick;
    try {
      directory = Files.createTempDirectory("iot-coord-ensemble");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startServers(int syncLimit) throws IOException {
    int[] quorumPorts = IntStream.range(0, SERVERS).map(i -> Ports.free()).toArray();
    int[] electionPorts = IntStream.range(0, SERVERS).map(i -> Ports.free()).toArray();
    for (int id = 1; id <= SERVERS; id++) {
      Path data = Files.createDirectory(directory.resolve(Integer.toString(id)));
      Files.writeString(data.resolve("myid"), Integer.toString(id));
      Properties config = new Properties();
      config.setProperty("dataDir", data.toString());
      config.setProperty("clientPort", "0");
      config.setProperty("clientPortAddress", "127.0.0.1");
      config.setProperty("maxClientCnxns", "0");
      config.setProperty("tickTime", Long.toString(tick.toMillis()));
      config.setProperty("initLimit", "10");
      config.setProperty("syncLimit", Integer.toString(syncLimit));
      config.setProperty("admin.enableServer", "false");
      // Otherwise the followers would take the leader's addresses over.
      config.setProperty("reconfigEnabled", "false");
      // A server tells others its own election address, and they use it unless it is a wildcard:
      // so they keep to the proxies that they were given.
      config.setProperty(
          "server." + id, "0.0.0.0:" + quorumPorts[id - 1] + ":" + electionPorts[id - 1]);
      for (int other : others(id)) {
        FreezingProxy quorum = new FreezingProxy("127.0.0.1:" + quorumPorts[other - 1]);
        FreezingProxy election = new FreezingProxy("127.0.0.1:" + electionPorts[other - 1]);
        links.add(new Link(id, other, quorum, election));
        config.setProperty("server." + other, quorum.connectString() + ":" + election.port());
      }
      servers.add(new EnsembleServer(config));
    }
  }

  /** A started client that knows only these servers, and reaches them directly. */
  public CuratorFramework client(Duration session, int... ids) {
    String connectString =
        IntStream.of(ids)
            .mapToObj(id -> servers.get(id - 1).connectString())
            .collect(Collectors.joining(","));
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs((int) session.toMillis())
            .connectionTimeoutMs(2_000)
            .retryPolicy(new RetryForever(100))
            .zookeeperFactory(new PromptClients())
            .build();
    client.start();
    return own(client);
  }

  /** An entry point on a client. */
  public IotCoord coord(String identity, CuratorFramework client) throws InterruptedException {
    return own(IotCoord.builder(client).serverTick(tick).identity(identity).build());
  }

  /** Has something closed before the servers are. */
  public <T extends AutoCloseable> T own(T resource) {
    resources.push(resource);
    return resource;
  }

  /** The server that leads, of an ensemble that is complete. */
  public int leader() {
    return ids().filter(id -> servers.get(id - 1).leads()).findFirst().orElseThrow();
  }

  /** The servers but one. */
  public int[] others(int id) {
    return ids().filter(other -> other != id).toArray();
  }

  /** Waits until one server leads and all others follow. */
  public void awaitComplete() {
    long start = System.nanoTime();
    while (!isComplete()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("the servers do not come together");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private boolean isComplete() {
    return servers.stream().allMatch(EnsembleServer::serves)
        && servers.stream().filter(EnsembleServer::leads).count() == 1;
  }

  /** Stops all packets between a server and others, in both directions; connections stay open. */
  public void freeze(int server, int... others) {
    between(server, others).forEach(FreezingProxy::freeze);
  }

  /** Lets all packets go on, those first that were held up. */
  public void unfreeze(int server, int... others) {
    between(server, others).forEach(FreezingProxy::unfreeze);
  }

  /** Closes the connections between a server and others, and refuses new ones. */
  public void cut(int server, int... others) {
    between(server, others).forEach(FreezingProxy::cut);
  }

  /** Lets a server and others connect again. */
  public void mend(int server, int... others) {
    between(server, others).forEach(FreezingProxy::mend);
  }

  /**
   * When a session was ended, by {@link System#nanoTime()}: the moment when a leader decided it,
   * and not when servers and clients heard of it.
   *
   * @param ids the servers that may have been the leader then
   */
  public OptionalLong expiryOf(long session, int... ids) {
    return IntStream.of(ids)
        .mapToObj(id -> servers.get(id - 1).expiriesOf(session))
        .flatMap(List::stream)
        .mapToLong(Long::longValue)
        .reduce((a, b) -> a - b < 0 ? a : b);
  }

  /**
   * Forgets the ends of sessions so far: also those that a leader decided which had been cut off,
   * and which nobody carried out.
   */
  public void forgetExpiries() {
    servers.forEach(EnsembleServer::forgetExpiries);
  }

  private Stream<FreezingProxy> between(int server, int... others) {
    return IntStream.of(others)
        .boxed()
        .flatMap(other -> links.stream().filter(link -> link.joins(server, other)))
        .flatMap(Link::proxies);
  }

  private static IntStream ids() {
    return IntStream.rangeClosed(1, SERVERS);
  }

  @Override
  public void close() {
    for (AutoCloseable resource : resources) {
      close(resource);
    }
    servers.forEach(EnsembleServer::close);
    links.stream().flatMap(Link::proxies).forEach(FreezingProxy::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
