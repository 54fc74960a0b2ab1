package io.github.iotcoord.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.server.SessionTracker.Session;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.quorum.Leader;
import org.apache.zookeeper.server.quorum.LeaderZooKeeperServer;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeer.ServerState;
import org.apache.zookeeper.server.quorum.QuorumPeer.ZabState;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.util.ServiceUtils;

/** One server of an ensemble, in this JVM. It notes when, as the leader, it ends a session. */
final class EnsembleServer implements AutoCloseable {
  private final List<Expiry> expiries = new CopyOnWriteArrayList<>();
  private final CompletableFuture<QuorumPeer> started = new CompletableFuture<>();
  private final QuorumPeerMain main = new Main();
  private final Thread thread;

  /** That a server began to end a session, by {@link System#nanoTime()}. */
  private record Expiry(long session, long at) {}

  EnsembleServer(Properties configuration) {
    ServiceUtils.setSystemExitProcedure(ServiceUtils.LOG_ONLY);
    QuorumPeerConfig config = new QuorumPeerConfig();
    try {
      config.parseProperties(configuration);
    } catch (IOException | ConfigException e) {
      throw new IllegalArgumentException(e);
    }
    thread = new Thread(() -> run(config), "ensemble-server-" + config.getServerId());
    thread.setDaemon(true);
    thread.start();
  }

  private void run(QuorumPeerConfig config) {
    try {
      main.runFromConfig(config);
    } catch (Exception e) {
      started.completeExceptionally(e);
    }
  }

  private QuorumPeer peer() {
    try {
      return started.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a server does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String connectString() {
    return "127.0.0.1:" + peer().getClientPort();
  }

  boolean leads() {
    return serves() && peer().getPeerState() == ServerState.LEADING;
  }

  boolean serves() {
    return peer().getZabState() == ZabState.BROADCAST;
  }

  void forgetExpiries() {
    expiries.clear();
  }

  /** The times at which this server, as the leader, began to end a session: one, or none. */
  List<Long> expiriesOf(long session) {
    List<Long> times = new ArrayList<>();
    for (Expiry expiry : expiries) {
      if (expiry.session == session) {
        times.add(expiry.at);
      }
    }
    return times;
  }

  @Override
  public void close() {
    main.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Main extends QuorumPeerMain {
    @Override
    protected QuorumPeer getQuorumPeer() throws SaslException {
      return new Peer();
    }
  }

  private final class Peer extends QuorumPeer {
    Peer() throws SaslException {}

    @Override
    public synchronized void start() {
      super.start();
      started.complete(this);
    }

    @Override
    protected Leader makeLeader(FileTxnSnapLog log) throws IOException {
      LeaderZooKeeperServer server =
          new LeaderZooKeeperServer(log, this, getZkDb()) {
            // Nothing of the session's end can be seen before this.
            @Override
            public void expire(Session session) {
              expiries.add(new Expiry(session.getSessionId(), System.nanoTime()));
              super.expire(session);
            }
          };
      return new Leader(this, server);
    }
  }
}
