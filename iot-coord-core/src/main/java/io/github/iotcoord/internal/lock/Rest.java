package io.github.iotcoord.internal.lock;

import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.ZkClient;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The step that is to be taken when a rest ends. Used only on the serial executor. */
final class Rest {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Scheduler scheduler;
  private final SerialExecutor serial;
  private @Nullable Runnable next;
  private @Nullable Future<?> timer;

  Rest(Scheduler scheduler, SerialExecutor serial) {
    this.scheduler = scheduler;
    this.serial = serial;
  }

  /** Rests until {@link #end()}. */
  void before(Runnable step) {
    next = step;
  }

  /** Rests until {@link #end()}, but not longer than a short pause. */
  void shortlyBefore(Runnable step) {
    next = step;
    timer = scheduler.after(ZkClient.jittered(PAUSE), () -> serial.execute(() -> endOf(step)));
  }

  /** Takes the next step; does nothing while a step is being taken. */
  void end() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    Runnable step = next;
    next = null;
    if (step != null) {
      step.run();
    }
  }

  private void endOf(Runnable step) {
    if (next == step) {
      end();
    }
  }
}
