package io.github.iotcoord.internal.lock;

import io.github.iotcoord.SessionLease.State;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.lock.Leader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.jspecify.annotations.Nullable;

/** Follows who leads an election: looks again whenever a candidate has come or gone. */
final class LeaderObserver implements Subscription {
  private static final Duration RETRY = Duration.ofMillis(200);

  private final CoordContext context;
  private final String path;
  private final Listeners<Optional<Leader>> observers = new Listeners<>();
  private final SerialExecutor serial;
  private final Watcher watcher = this::process;
  private final Subscription leaseListener;

  // Only on the serial executor.
  private Optional<Leader> last = Optional.empty();
  private boolean told;
  private boolean looking;
  private boolean lookAgain;
  private boolean retrying;

  private volatile @Nullable ZkSession watching;
  private volatile boolean closed;

  private LeaderObserver(CoordContext context, String path) {
    this.context = context;
    this.path = path;
    this.serial = new SerialExecutor(context.scheduler());
    this.leaseListener = context.lease().addListener(this::leaseChanged, serial);
  }

  static LeaderObserver start(
      CoordContext context, String path, Consumer<Optional<Leader>> observer, Executor executor) {
    context.requireOpen();
    LeaderObserver following = new LeaderObserver(context, path);
    following.observers.add(observer, executor);
    context.own(following);
    following.serial.execute(following::look);
    return following;
  }

  private void leaseChanged(State state) {
    if (state == State.HELD) {
      look();
    }
  }

  private void process(WatchedEvent event) {
    if (event.getType() != EventType.None) {
      serial.execute(this::look);
    }
  }

  private void look() {
    if (closed) {
      return;
    }
    if (looking) {
      lookAgain = true;
      return;
    }
    ZkSession session = context.lease().session();
    if (session == null) {
      return; // it will be held again, or there will be another one
    }
    looking = true;
    watching = session;
    // Where there is no node, there is nothing to watch.
    context
        .zk()
        .withParent(
            session, path, CreateMode.CONTAINER, current -> current.getChildren(path, watcher))
        .thenCompose(children -> LeaderReader.first(session, path, children))
        .whenComplete((leader, failure) -> serial.execute(() -> looked(leader, failure)));
  }

  private void looked(Optional<Leader> leader, @Nullable Throwable failure) {
    looking = false;
    if (closed) {
      unwatch();
      return;
    }
    if (failure == null && !(told && leader.equals(last))) {
      told = true;
      last = leader;
      observers.publish(leader);
    }
    if (lookAgain) {
      lookAgain = false;
      look();
    } else if (failure != null && !retrying) {
      retrying = true;
      context.scheduler().after(ZkClient.jittered(RETRY), () -> serial.execute(this::lookOnceMore));
    }
  }

  private void lookOnceMore() {
    retrying = false;
    look();
  }

  private void unwatch() {
    ZkSession session = watching;
    if (session != null) {
      session.removeWatch(path, watcher);
    }
  }

  @Override
  public void close() {
    closed = true;
    leaseListener.close();
    observers.clear();
    context.disown(this);
    unwatch();
  }
}
