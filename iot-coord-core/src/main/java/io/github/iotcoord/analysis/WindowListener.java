package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;

/** Hears of the windows of {@link LiveWindows}. */
@FunctionalInterface
public interface WindowListener {

  /**
   * Takes a window's result. One with a higher revision replaces the earlier one of the same scope,
   * name, metric and start.
   *
   * @param result the result
   */
  void window(WindowAggregate result);

  /**
   * Told that there is no such window any more: a late sample has extended the session, or joined
   * it with another. The new session's result follows when the watermark has passed its end, which
   * may be at once.
   *
   * @param earlier what had been said of the session
   */
  default void retracted(WindowAggregate earlier) {}

  /**
   * Told of a sample that came too late for all its windows, or found no room in one of them.
   *
   * @param sample the sample
   * @param reason why
   */
  default void dropped(Sample sample, DropReason reason) {}
}
