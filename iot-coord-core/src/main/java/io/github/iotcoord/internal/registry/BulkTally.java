package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.registry.BulkOptions;
import io.github.iotcoord.registry.BulkProgress;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.DeviceFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a bulk call has done, and tells its listeners. Thread-safe. */
final class BulkTally {
  private static final Logger log = LoggerFactory.getLogger(BulkTally.class);

  private final Listeners<DeviceFailure> failureListeners = new Listeners<>();
  private final Consumer<? super BulkProgress> progressListener;
  private final Executor progressExecutor;
  private final List<DeviceFailure> failures = new ArrayList<>();
  private long done;
  private long failed;
  private boolean telling;

  BulkTally(BulkOptions options) {
    progressListener = options.progress();
    progressExecutor = new SerialExecutor(options.executor());
    var unused = failureListeners.add(options.failure(), options.executor());
  }

  void count(List<? extends Change> batch) {
    int succeeded = 0;
    for (Change change : batch) {
      if (change.outcome().isCompletedExceptionally()) {
        fail(new DeviceFailure(change.id(), !change.inDoubt(), causeOf(change)));
      } else {
        succeeded++;
      }
    }
    synchronized (this) {
      done += succeeded;
    }
    tell();
  }

  private static RuntimeException causeOf(Change change) {
    try {
      change.outcome().join();
      throw new IllegalStateException(change.what() + " did not fail");
    } catch (CompletionException e) {
      return ZkErrors.translate(e, change.what());
    }
  }

  void fail(DeviceFailure failure) {
    synchronized (this) {
      failed++;
      if (failures.size() < BulkReport.MOST_FAILURES) {
        failures.add(failure);
      }
    }
    failureListeners.publish(failure);
  }

  BulkReport report() {
    tell();
    synchronized (this) {
      return new BulkReport(done, failed, failures);
    }
  }

  // Told once more at most while the listener is at work: it then reads the newest numbers.
  private void tell() {
    synchronized (this) {
      if (telling) {
        return;
      }
      telling = true;
    }
    progressExecutor.execute(this::tellNow);
  }

  private void tellNow() {
    BulkProgress now;
    synchronized (this) {
      telling = false;
      now = new BulkProgress(done, failed);
    }
    try {
      progressListener.accept(now);
    } catch (RuntimeException e) {
      log.error("A listener to progress failed; the work goes on", e);
    }
  }
}
