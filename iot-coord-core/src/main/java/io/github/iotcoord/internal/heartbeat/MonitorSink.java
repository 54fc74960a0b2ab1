package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.Subscription;
import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands what a judge says to the listeners and to the account of pages. Thread-safe. */
final class MonitorSink implements SilenceJudge.Sink {
  private final HealthPages pages;
  private final SerialExecutor events;
  private final Listeners<HealthTransition> listeners = new Listeners<>();
  private final Listeners<GroupTransition> groupListeners = new Listeners<>();

  MonitorSink(HealthPages pages, Executor executor) {
    this.pages = pages;
    this.events = new SerialExecutor(executor);
  }

  @Override
  public void pageChanged(int page) {
    pages.changed(page);
  }

  @Override
  public boolean isListening() {
    return !listeners.isEmpty();
  }

  @Override
  public void transition(@Nullable DeviceHealth before, @Nullable DeviceHealth after) {
    HealthTransition transition = new HealthTransition(before, after);
    events.execute(() -> listeners.publish(transition));
  }

  @Override
  public void groupChanged(GroupTransition transition) {
    pages.changed(HealthPages.GROUP);
    events.execute(() -> groupListeners.publish(transition));
  }

  Subscription addListener(Consumer<HealthTransition> listener, Executor executor) {
    return listeners.add(listener, executor);
  }

  Subscription addGroupListener(Consumer<GroupTransition> listener, Executor executor) {
    return groupListeners.add(listener, executor);
  }

  void close() {
    listeners.clear();
    groupListeners.clear();
  }
}
