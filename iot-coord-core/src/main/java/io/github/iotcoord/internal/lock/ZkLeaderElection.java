package io.github.iotcoord.internal.lock;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.Candidate;
import io.github.iotcoord.lock.Leader;
import io.github.iotcoord.lock.LeaderElection;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A queue whose first one leads. */
final class ZkLeaderElection implements LeaderElection {
  private final CoordContext context;
  private final Acquirer acquirer;
  private final String path;

  ZkLeaderElection(CoordContext context, Acquirer acquirer, String path) {
    this.context = context;
    this.acquirer = acquirer;
    this.path = path;
  }

  @Override
  public String name() {
    return acquirer.name();
  }

  @Override
  public Candidate stand() {
    return ZkCandidate.stand(context, acquirer);
  }

  @Override
  public Optional<Leader> leader() throws InterruptedException {
    context.requireOpen();
    String what = "Asking who leads " + name();
    return context.await(
        context
            .zk()
            .retrying(
                what, context.operationTimeout(), session -> LeaderReader.read(session, path)),
        what);
  }

  @Override
  public Subscription observe(Consumer<Optional<Leader>> observer, Executor executor) {
    Listeners.require(observer, executor);
    return LeaderObserver.start(context, path, observer, executor);
  }
}
