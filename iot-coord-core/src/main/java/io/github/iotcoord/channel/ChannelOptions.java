package io.github.iotcoord.channel;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link SensorDataChannel} publishes and keeps. Immutable; begin with {@link #defaults()}.
 *
 * @param linger how long a sample may wait for others to share its segment
 * @param segmentBytes about how large a segment grows before it is sent; 1 KiB to 256 KiB
 * @param bufferSamples how many samples may wait or be on their way before {@code overflow} applies
 * @param overflow what happens to a sample that finds the buffer full
 * @param retentionBytes how many bytes the logs of all publishers may keep together in ZooKeeper,
 *     which holds them in memory; beyond them the oldest go, within about a second, while anybody
 *     publishes. One publisher's log never keeps more than that, or than 8,000 segments
 * @param retentionAge how long a segment is kept, by the server's clock; what is older goes within
 *     about a second, or a quarter of the age if that is less, while anybody publishes. Of the
 *     publishers of a channel one cleans it, with its own options: all should have the same
 * @param maxAhead how far ahead of this process's clock the event time of a sample may be; one
 *     further ahead would hide all that are measured until then from {@link
 *     SensorDataChannel#latest}
 * @param history keeps samples for longer than ZooKeeper; null for none
 */
public record ChannelOptions(
    Duration linger,
    int segmentBytes,
    int bufferSamples,
    Overflow overflow,
    long retentionBytes,
    Duration retentionAge,
    Duration maxAhead,
    @Nullable HistoryStore history) {
  private static final Duration LONGEST_AHEAD = Duration.ofDays(3650);

  /** What happens to a sample that finds the publisher's buffer full. */
  public enum Overflow {
    /** The publisher waits for room. */
    BLOCK,
    /** The sample is refused. */
    FAIL,
    /** The oldest sample that has not been sent yet is given up for it. */
    DROP_OLDEST
  }

  /**
   * Creates options.
   *
   * @param linger how long a sample may wait for others
   * @param segmentBytes about how large a segment grows
   * @param bufferSamples how many samples may wait or be on their way
   * @param overflow what happens to a sample that finds the buffer full
   * @param retentionBytes how many bytes the channel may keep
   * @param retentionAge how long a segment is kept
   * @param maxAhead how far ahead of the clock a sample's time may be; from 0 to 3650 days
   * @param history keeps samples for longer than ZooKeeper; null for none
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ChannelOptions {
    if (linger == null || overflow == null || retentionAge == null || maxAhead == null) {
      throw new IllegalArgumentException(
          "linger, overflow, retentionAge and maxAhead must not be null");
    }
    if (linger.isNegative() || linger.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("linger must be from 0 to 1 minute, was " + linger);
    }
    if (segmentBytes < 1024 || segmentBytes > 256 * 1024) {
      throw new IllegalArgumentException(
          "segmentBytes must be from 1024 to 262144, was " + segmentBytes);
    }
    if (bufferSamples < 1) {
      throw new IllegalArgumentException("bufferSamples must be positive, was " + bufferSamples);
    }
    if (retentionBytes < segmentBytes) {
      throw new IllegalArgumentException(
          "retentionBytes must be at least segmentBytes, was " + retentionBytes);
    }
    if (retentionAge.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("retentionAge must be at least 1 s, was " + retentionAge);
    }
    if (maxAhead.isNegative() || maxAhead.compareTo(LONGEST_AHEAD) > 0) {
      throw new IllegalArgumentException("maxAhead must be from 0 to 3650 days, was " + maxAhead);
    }
  }

  /**
   * Returns the defaults: 10 ms, 16 KiB, 100,000 samples, block, 16 MiB and an hour; an hour ahead,
   * and no history store.
   *
   * @return the defaults
   */
  public static ChannelOptions defaults() {
    return new ChannelOptions(
        Duration.ofMillis(10),
        16 * 1024,
        100_000,
        Overflow.BLOCK,
        16L * 1024 * 1024,
        Duration.ofHours(1),
        Duration.ofHours(1),
        null);
  }

  /**
   * Returns the same options with another linger.
   *
   * @param newLinger the linger
   * @return new options
   */
  public ChannelOptions withLinger(Duration newLinger) {
    return with(draft -> draft.linger = newLinger);
  }

  /**
   * Returns the same options with another segment size.
   *
   * @param bytes the size
   * @return new options
   */
  public ChannelOptions withSegmentBytes(int bytes) {
    return with(draft -> draft.segmentBytes = bytes);
  }

  /**
   * Returns the same options with another buffer and policy.
   *
   * @param samples how many samples the buffer holds
   * @param policy what happens when it is full
   * @return new options
   */
  public ChannelOptions withBuffer(int samples, Overflow policy) {
    return with(
        draft -> {
          draft.bufferSamples = samples;
          draft.overflow = policy;
        });
  }

  /**
   * Returns the same options with another retention.
   *
   * @param bytes how many bytes all logs may keep together
   * @param age how long a segment is kept
   * @return new options
   */
  public ChannelOptions withRetention(long bytes, Duration age) {
    return with(
        draft -> {
          draft.retentionBytes = bytes;
          draft.retentionAge = age;
        });
  }

  /**
   * Returns the same options with another limit of event times.
   *
   * @param ahead how far ahead of this process's clock they may be
   * @return new options
   */
  public ChannelOptions withMaxAhead(Duration ahead) {
    return with(draft -> draft.maxAhead = ahead);
  }

  /**
   * Returns the same options with a history store.
   *
   * @param store what keeps samples for longer than ZooKeeper
   * @return new options
   */
  public ChannelOptions withHistory(HistoryStore store) {
    return with(draft -> draft.history = store);
  }

  private ChannelOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The values of options, some of which are about to be others. */
  private static final class Draft {
    Duration linger;
    int segmentBytes;
    int bufferSamples;
    Overflow overflow;
    long retentionBytes;
    Duration retentionAge;
    Duration maxAhead;
    @Nullable HistoryStore history;

    Draft(ChannelOptions from) {
      linger = from.linger;
      segmentBytes = from.segmentBytes;
      bufferSamples = from.bufferSamples;
      overflow = from.overflow;
      retentionBytes = from.retentionBytes;
      retentionAge = from.retentionAge;
      maxAhead = from.maxAhead;
      history = from.history;
    }

    ChannelOptions options() {
      return new ChannelOptions(
          linger,
          segmentBytes,
          bufferSamples,
          overflow,
          retentionBytes,
          retentionAge,
          maxAhead,
          history);
    }
  }
}
