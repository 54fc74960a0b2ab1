package io.github.iotcoord.internal.registry;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.registry.BulkOptions;
import io.github.iotcoord.registry.BulkReport;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceUpdate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The calls that are about many devices. Thread-safe. */
final class BulkWrites {
  private final CoordContext context;
  private final DeviceRecords records;

  BulkWrites(CoordContext context, DeviceRecords records) {
    this.context = context;
    this.records = records;
  }

  /** A call that can be made in either way. */
  interface Call {
    /** Makes it on the options' executor. */
    CompletableFuture<BulkReport> async();

    /** Makes it on the calling thread. */
    BulkReport await() throws InterruptedException;
  }

  Call register(Iterable<Device> devices, BulkOptions options) {
    return call("Registering devices", devices, Device::id, records::registration, options);
  }

  Call update(Iterable<DeviceUpdate> updates, BulkOptions options) {
    return call(
        "Updating devices", updates, update -> update.device().id(), records::update, options);
  }

  Call deregister(Iterable<DeviceId> ids, BulkOptions options) {
    return call(
        "Deregistering devices", ids, Function.identity(), records::deregistration, options);
  }

  /** Registers what is missing, and counts what has been registered. */
  Call repair(Supplier<? extends Iterable<Device>> devices, AtomicLong repairs) {
    return call(
        "Registering missing devices",
        () -> devices.get().iterator(),
        Device::id,
        device -> counting(records.repair(device), repairs),
        BulkOptions.defaults());
  }

  private static Change counting(Change change, AtomicLong repairs) {
    var unused =
        change
            .outcome()
            .thenRun(
                () -> {
                  if (change.isWritten()) {
                    repairs.incrementAndGet();
                  }
                });
    return change;
  }

  private <T> Call call(
      String what,
      @Nullable Iterable<? extends @Nullable T> input,
      Function<T, DeviceId> ids,
      Function<T, ? extends Change> changes,
      @Nullable BulkOptions options) {
    if (input == null || options == null) {
      throw new IllegalArgumentException(what + ": input and options must not be null");
    }
    context.requireOpen();
    return new Call() {
      private BulkRun<T> run(Executor tasks) {
        Outage outage = new Outage(context);
        Window window = new Window(context.ticker());
        return new BulkRun<>(records.writer(), outage, window, input, ids, changes, options, tasks);
      }

      @Override
      public CompletableFuture<BulkReport> async() {
        return begin(run(options.executor()));
      }

      @Override
      public BulkReport await() throws InterruptedException {
        CallerThread thread = new CallerThread();
        BulkRun<T> run = run(thread);
        CompletableFuture<BulkReport> report = begin(run);
        try {
          thread.runUntil(report);
        } catch (InterruptedException e) {
          report.cancel(false); // nothing more is taken from the input
          throw e;
        }
        return context.awaitUnbounded(report, what);
      }
    };
  }

  private CompletableFuture<BulkReport> begin(BulkRun<?> run) {
    context.own(run);
    CompletableFuture<BulkReport> report = run.start();
    var unused = report.whenComplete((done, failure) -> context.disown(run));
    return report;
  }
}
