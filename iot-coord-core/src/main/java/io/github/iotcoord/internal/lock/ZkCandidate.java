package io.github.iotcoord.internal.lock;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.lock.Candidate;
import io.github.iotcoord.lock.LockGrant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues, leads, and queues again. */
final class ZkCandidate implements Candidate {
  private static final Logger log = LoggerFactory.getLogger(ZkCandidate.class);
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final Duration GLANCE = Duration.ofMillis(20);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final CoordContext context;
  private final Acquirer acquirer;
  private final Listeners<LockGrant> elected = new Listeners<>();

  // Guarded by this.
  private @Nullable CompletableFuture<LockGrant> standing;
  private @Nullable TermGrant term;
  private CompletableFuture<LockGrant> next = new CompletableFuture<>();
  private boolean closed;

  private ZkCandidate(CoordContext context, Acquirer acquirer) {
    this.context = context;
    this.acquirer = acquirer;
  }

  static ZkCandidate stand(CoordContext context, Acquirer acquirer) {
    ZkCandidate candidate = new ZkCandidate(context, acquirer);
    context.own(candidate);
    candidate.queue();
    return candidate;
  }

  private void queue() {
    CompletableFuture<LockGrant> attempt;
    synchronized (this) {
      if (closed) {
        return;
      }
      try {
        attempt = acquirer.acquireAsync();
      } catch (CoordinationClosedException e) {
        return; // which closes this candidate, too
      }
      standing = attempt;
    }
    attempt.whenComplete(this::acquired);
  }

  private void acquired(@Nullable LockGrant grant, @Nullable Throwable failure) {
    if (grant != null) {
      begin(new TermGrant(grant, this::ended));
    } else if (failure != null) {
      CompletableFuture<LockGrant> waiting;
      synchronized (this) {
        if (closed) {
          return;
        }
        waiting = next;
        next = new CompletableFuture<>();
      }
      log.warn("Standing for {} failed, and is tried again", acquirer.name(), failure);
      waiting.completeExceptionally(Waits.unwrap(failure));
      context.scheduler().after(ZkClient.jittered(RETRY), this::queue);
    }
  }

  private void begin(TermGrant begun) {
    CompletableFuture<LockGrant> waiting;
    synchronized (this) {
      if (closed) {
        begun.end();
        return;
      }
      standing = null;
      term = begun;
      waiting = next;
      elected.publish(begun);
    }
    begun.onLost(() -> ended(begun), context.scheduler());
    waiting.complete(begun);
  }

  // Lost, or closed by whoever has it.
  private void ended(TermGrant over) {
    synchronized (this) {
      if (term != over) {
        return;
      }
      term = null;
      next = new CompletableFuture<>();
    }
    over.end();
    queue();
  }

  @Override
  public boolean isLeader() {
    return term().map(LockGrant::isValid).orElse(false);
  }

  @Override
  public synchronized Optional<LockGrant> term() {
    return Optional.ofNullable(term);
  }

  @Override
  public LockGrant awaitTerm() throws InterruptedException {
    return awaitTerm(FOREVER).orElseThrow();
  }

  @Override
  public Optional<LockGrant> awaitTerm(Duration timeout) throws InterruptedException {
    if (timeout == null || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout of " + acquirer.name() + " must not be negative or null, was " + timeout);
    }
    long begun = context.ticker().nanos();
    while (true) {
      long left = Waits.toNanos(timeout) - (context.ticker().nanos() - begun);
      CompletableFuture<LockGrant> waiting = termAsync();
      if (!ends(waiting, left)) {
        return Optional.empty();
      }
      LockGrant grant = Waits.get(waiting, Duration.ZERO, "Standing for " + acquirer.name());
      if (grant.isValid()) {
        return Optional.of(grant);
      }
      // It will be valid again, or lost and followed by another one.
      if (left <= 0) {
        return Optional.empty();
      }
      ends(new CompletableFuture<>(), Math.min(left, GLANCE.toNanos()));
    }
  }

  private static boolean ends(CompletableFuture<?> future, long nanos) throws InterruptedException {
    try {
      future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
    return true;
  }

  @Override
  public synchronized CompletableFuture<LockGrant> termAsync() {
    return next.copy();
  }

  @Override
  public Subscription onElected(Consumer<LockGrant> listener, Executor executor) {
    synchronized (this) {
      return elected.addWithInitial(listener, executor, term == null ? List.of() : List.of(term));
    }
  }

  @Override
  public void stepDown() {
    TermGrant present;
    synchronized (this) {
      present = term;
    }
    if (present != null) {
      ended(present);
    }
  }

  @Override
  public void close() {
    TermGrant present;
    CompletableFuture<LockGrant> attempt;
    CompletableFuture<LockGrant> waiting;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      present = term;
      attempt = standing;
      waiting = next;
      term = null;
      elected.clear();
    }
    context.disown(this);
    if (present != null) {
      present.end();
    }
    if (attempt != null) {
      attempt.cancel(false);
    }
    CoordinationClosedException why =
        new CoordinationClosedException("A candidate of " + acquirer.name());
    synchronized (this) {
      next = CompletableFuture.failedFuture(why);
    }
    waiting.completeExceptionally(why);
  }

  @Override
  public String toString() {
    return "candidate of " + acquirer.name();
  }
}
