package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.zk.Backoff;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.Candidate;
import io.github.iotcoord.lock.Grant;
import io.github.iotcoord.lock.LeaderElection;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work for one of the processes that offer it: it goes on, on a thread of its own that may block,
 * while this process is the elected one. There is no thread otherwise. What fails, with an error
 * too, is begun again after a pause. The thread is never interrupted, since databases in files
 * close when it is. Thread-safe.
 */
final class ElectedTask implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ElectedTask.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The work. */
  interface Body {
    /**
     * Works while the task says that it {@link #mayGoOn}, or until there is reason to begin anew.
     */
    void run(ElectedTask task) throws InterruptedException;

    /** Hears what it failed with, errors too; it is begun again. */
    void failed(Throwable failure);

    /** Ends a wait that goes on, since the task is closed. */
    void wake();
  }

  private final CoordContext context;
  private final String name;
  private final Body body;
  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  private final CountDownLatch closed = new CountDownLatch(1);

  // Guarded by this.
  private @Nullable Candidate candidate;
  private @Nullable Grant term;
  private @Nullable Thread worker;

  ElectedTask(CoordContext context, String name, Body body) {
    this.context = context;
    this.name = name;
    this.body = body;
  }

  void stand(LeaderElection election) {
    Candidate stood = election.stand();
    boolean late;
    synchronized (this) {
      candidate = stood;
      late = isClosed();
    }
    if (late) {
      stood.close(); // the close that came first has not seen it
      return;
    }
    stood.onElected(this::elected, context.scheduler());
  }

  private synchronized void elected(LockGrant grant) {
    if (isClosed()) {
      return;
    }
    term = grant;
    grant.onLost(() -> lost(grant), context.scheduler());
    if (worker == null) {
      Thread begun = new Thread(this::work, name);
      begun.setDaemon(true);
      begun.start();
      worker = begun;
    }
  }

  private synchronized void lost(Grant grant) {
    if (term == grant) {
      term = null;
    }
  }

  private void work() {
    while (isWanted()) {
      try {
        if (mayGoOn()) {
          body.run(this);
        } else {
          pause(GLANCE);
        }
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  // Whatever it is: if the thread ended, nobody would work in any process while this one stands.
  private void failed(Throwable failure) {
    if (isClosed()) {
      return;
    }
    try {
      body.failed(failure);
      boolean meant = Thread.interrupted(); // by the work, perhaps; the pause must not end for it
      logger.debug("{} begins again after a pause (interrupted: {})", name, meant);
      pause(backoff.pause());
    } catch (Throwable e) {
      logger.debug("{} begins again at once", name, e);
    }
  }

  private synchronized boolean isWanted() {
    boolean wanted = !isClosed() && term != null;
    if (!wanted) {
      worker = null;
    }
    return wanted;
  }

  /** Whether this process certainly is the elected one, and the task is open. */
  boolean mayGoOn() {
    Grant present;
    synchronized (this) {
      present = term;
    }
    return present != null && present.isValid() && !isClosed();
  }

  /** Something was done, so that the next failure is a first one again. */
  void succeeded() {
    backoff.succeeded();
  }

  /** Waits, but not longer than the task is open. */
  void pause(Duration time) throws InterruptedException {
    closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    Candidate last;
    Thread working;
    synchronized (this) {
      closed.countDown();
      last = candidate;
      working = worker;
    }
    body.wake();
    if (last != null) {
      last.close();
    }
    if (working != null) {
      try {
        working.join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
