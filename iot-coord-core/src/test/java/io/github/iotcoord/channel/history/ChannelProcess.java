package io.github.iotcoord.channel.history;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.testkit.EnsembleExtension;
import io.github.iotcoord.testkit.Link;
import io.github.iotcoord.testkit.PromptClients;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.jspecify.annotations.Nullable;

/** A process with a link of its own, which lives several lives. Used by one thread at a time. */
abstract class ChannelProcess implements AutoCloseable {
  static final String CHANNEL = "c";

  /** The session timeout: short, so that many sessions end in a trial. */
  static final Duration SESSION = Duration.ofSeconds(2);

  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(2);

  private static final ChannelOptions OPTIONS =
      ChannelOptions.defaults()
          .withSegmentBytes(1024)
          .withLinger(Duration.ofMillis(20))
          .withBuffer(2_000, ChannelOptions.Overflow.BLOCK)
          .withRetention(1L << 30, Duration.ofHours(1));

  private final String name;
  private final String root;
  private final Link link;
  private final CountDownLatch over;
  private final HistoryStore store;
  private @Nullable CuratorFramework client;
  private @Nullable IotCoord coord;

  /**
   * @param store where the channel's history is kept
   * @param over when the trial has come to its end, whatever is still to be tried
   */
  ChannelProcess(
      String name,
      EnsembleExtension ensemble,
      String root,
      HistoryStore store,
      CountDownLatch over) {
    this.name = name;
    this.store = store;
    this.root = root;
    this.over = over;
    this.link = new Link(ensemble.servers());
  }

  String name() {
    return name;
  }

  Link link() {
    return link;
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /** Begins a life, and tries until it has. */
  final void begin() throws InterruptedException {
    while (!isOver()) {
      try {
        client =
            CuratorFrameworkFactory.builder()
                .connectString(link.connectString())
                .sessionTimeoutMs((int) SESSION.toMillis())
                .connectionTimeoutMs(1_000)
                .retryPolicy(new RetryForever(100))
                .zookeeperFactory(new PromptClients())
                .ensembleTracker(false)
                .build();
        client.start();
        coord =
            IotCoord.builder(client)
                .root(root)
                .identity(name)
                .serverTick(EnsembleExtension.TICK)
                .operationTimeout(OPERATION_TIMEOUT)
                .build();
        live(coord.sensorDataChannel(CHANNEL, OPTIONS.withHistory(store)));
        return;
      } catch (CoordinationException e) {
        end();
      }
    }
  }

  /** Begins to use the channel. */
  abstract void live(SensorDataChannel channel) throws InterruptedException;

  /** Ends a life, as a process should. */
  void end() {
    if (coord != null) {
      coord.close();
    }
    if (client != null) {
      client.close();
    }
  }

  /** Ends a life as a power cut does: nothing that it still wants to say is heard. */
  final void crash() {
    link.cut();
    try {
      end();
    } finally {
      link.unmute();
      link.mend();
    }
  }

  @Override
  public void close() {
    end();
    link.close();
  }
}
