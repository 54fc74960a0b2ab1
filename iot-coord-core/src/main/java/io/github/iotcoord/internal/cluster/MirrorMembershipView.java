package io.github.iotcoord.internal.cluster;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Freshness;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.cluster.MembershipView;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.internal.zk.TreeMirror;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A mirror of all groups, of which one is kept: they are small. */
final class MirrorMembershipView implements MembershipView {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final CoordContext context;
  private final String group;
  private final TreeMirror<Boolean> mirror;
  private final Listeners<List<String>> listeners = new Listeners<>();

  // Guarded by this.
  private final TreeSet<String> names = new TreeSet<>();
  private List<String> list = List.of();
  private boolean waiting;
  private boolean closed;

  private MirrorMembershipView(CoordContext context, String group) {
    this.context = context;
    this.group = group;
    String parent = context.layout().membersOf(group);
    this.mirror =
        new TreeMirror<>(
            context,
            context.layout().members(),
            false,
            // That the node is there is what counts, whatever is in it.
            (path, name, node) -> ZnodeLayout.parentOf(path).equals(parent),
            this::changed);
  }

  static MembershipView open(CoordContext context, String group) throws InterruptedException {
    MirrorMembershipView view = context.own(new MirrorMembershipView(context, group));
    try {
      context.await(view.mirror.start(), "Loading the members of " + group);
      view.show();
      return view;
    } catch (InterruptedException | RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private synchronized void changed(List<MirrorChange<Boolean>> changes) {
    for (MirrorChange<Boolean> change : changes) {
      if (Boolean.TRUE.equals(change.after())) {
        names.add(change.name());
      } else if (Boolean.TRUE.equals(change.before())) {
        names.remove(change.name());
      }
    }
    showWhenLive();
  }

  // While the mirror compares after an outage it may know already who has gone and not yet who has
  // come instead.
  private void showWhenLive() {
    if (mirror.freshness().live()) {
      show();
    } else if (!waiting) {
      waiting = true;
      context.scheduler().after(PAUSE, this::lookAgain);
    }
  }

  private synchronized void lookAgain() {
    waiting = false;
    if (!closed) {
      showWhenLive();
    }
  }

  private synchronized void show() {
    List<String> now = List.copyOf(names);
    if (!closed && !now.equals(list)) {
      list = now;
      listeners.publish(now);
    }
  }

  @Override
  public synchronized List<String> members() {
    return list;
  }

  @Override
  public Freshness freshness() {
    return mirror.freshness();
  }

  @Override
  public synchronized Subscription addListener(Consumer<List<String>> listener, Executor executor) {
    Listeners.require(listener, executor);
    if (closed) {
      throw new CoordinationClosedException("The view of the members of " + group);
    }
    return listeners.addWithInitial(listener, executor, List.of(list));
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    context.disown(this);
    mirror.close();
    listeners.clear();
  }
}
