package io.github.iotcoord.channel;

import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.registry.DeviceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * A named stream of samples that several processes agree on, live and afterwards.
 *
 * <p>Publishers gather samples into segments and acknowledge them when ZooKeeper's quorum has
 * committed the segment. Each publisher has a log of its own, ordered and numbered without gaps;
 * the order of samples is kept within a publisher, and there is none between publishers.
 *
 * <p><b>Connection.</b> While it is SUSPENDED or LOST samples are kept in the bounded buffer, and
 * {@link ChannelOptions.Overflow} says what happens when it is full; a segment whose fate is
 * unknown is sent again under its number, and so committed once. A subscription goes on, after
 * RECONNECTED, from where it stood, on whichever session. Thread-safe.
 *
 * <p>Znodes: {@code <root>/channels/<channel>/log/<publisher>/<number>}, and for subscriptions that
 * have a name {@code <root>/channels/<channel>/positions/<name>}; whoever publishes stands in
 * {@code <root>/elections/cleaner.<channel>}, for one of the publishers keeps the channel within
 * its retention.
 */
public interface SensorDataChannel extends AutoCloseable {

  /**
   * Returns the channel's name.
   *
   * @return the name that publishers and subscribers agree on
   */
  String name();

  /**
   * Publishes a sample.
   *
   * @param sample the sample
   * @return completes, with the segment that the sample is in, when the quorum has committed it; on
   *     one of the library's few threads, so that what depends on it must not block. Fails with
   *     {@link SamplesDroppedException} if the buffer's policy gave it up, or the channel was
   *     closed first (a sample that had been sent may then be committed all the same), and with
   *     what ZooKeeper said if it refused the segment
   * @throws InterruptedException if interrupted while the full buffer blocks
   * @throws IllegalArgumentException if the sample is null, or its event time is further ahead of
   *     this process's clock than {@link ChannelOptions#maxAhead}
   * @throws SamplesDroppedException if the buffer is full and the policy is to fail
   */
  CompletableFuture<SegmentPosition> publish(Sample sample) throws InterruptedException;

  /**
   * Publishes samples in order.
   *
   * @param samples the samples, at least one; they may be spread over several segments
   * @return completes when all are committed, with the segment of the last; fails when one of them
   *     does, as {@link #publish} says
   * @throws InterruptedException if interrupted while the full buffer blocks; those that had found
   *     room are published
   * @throws IllegalArgumentException if there are no samples, or one of them cannot be published,
   *     as {@link #publish} says; none was taken
   * @throws SamplesDroppedException if the buffer is full and the policy is to fail; none was taken
   */
  CompletableFuture<SegmentPosition> publishAll(Collection<Sample> samples)
      throws InterruptedException;

  /**
   * Sends what is buffered without waiting for more, and waits until it is committed.
   *
   * @throws InterruptedException if interrupted while waiting
   * @throws CoordinationUnavailableException if that takes longer than the operation timeout; what
   *     is buffered stays there
   * @throws SamplesDroppedException if one of the samples is given up meanwhile
   * @throws io.github.iotcoord.CoordinationException if ZooKeeper refuses one of the segments
   */
  void flush() throws InterruptedException;

  /**
   * Returns the newest value of a metric, by event time, as far as the channel's retention reached
   * at the first call, and of all that has come since; of values with the same event time the one
   * committed last. A late sample changes nothing, and neither does one whose event time is more
   * than {@link ChannelOptions#maxAhead} and a minute ahead of when the servers' clock says that it
   * was committed, which only a writer with other options can have published. The first call loads
   * the channel's segments and may block; later ones read memory.
   *
   * @param device the device
   * @param metric the metric
   * @return the sample with the latest event time, or empty
   * @throws InterruptedException if interrupted while the first load goes on
   * @throws CoordinationUnavailableException if the first load takes longer than the operation
   *     timeout; it goes on, and a later call finds it further
   */
  Optional<Sample> latest(DeviceId device, String metric) throws InterruptedException;

  /**
   * Returns where a subscription that has a name stands, whoever holds it.
   *
   * @param subscription the name given to {@link SubscriptionStart#stored}
   * @return the last segment of each publisher that counts as delivered, or empty if there is no
   *     subscription of that name; a publisher of which none is delivered is not among them
   * @throws InterruptedException if interrupted while reading
   * @throws IllegalArgumentException if the name cannot be an element of a path
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   * @throws io.github.iotcoord.wire.WireFormatException if what is stored cannot be read
   */
  Optional<List<SegmentPosition>> storedPosition(String subscription) throws InterruptedException;

  /**
   * Forgets where a subscription that has a name stands. If there is one that goes on, it is
   * {@linkplain SampleListener#stopped stopped} when it stores its position the next time.
   *
   * @param subscription the name given to {@link SubscriptionStart#stored}
   * @return whether there was a position
   * @throws InterruptedException if interrupted while deleting
   * @throws IllegalArgumentException if the name cannot be an element of a path
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   */
  boolean deleteStoredPosition(String subscription) throws InterruptedException;

  /**
   * Returns what this channel object has met so far that should not be there.
   *
   * @return the counts
   */
  ChannelStats stats();

  /**
   * Subscribes to all samples of the channel, every publisher's in its order, each segment once.
   * When the call returns it is fixed where the subscription begins.
   *
   * <p>A bounded number of segments is read ahead of the listener. If retention takes segments
   * before a slow listener, or one that resumes, has had them, it is told of the gap.
   *
   * @param start where to begin
   * @param listener told of batches, one call at a time; a slow one holds back its own subscription
   *     only. What it throws is logged, and the batch counts as delivered
   * @param executor the thread that segments are decoded and the listener is called on; when it
   *     rejects a task, the subscription is {@linkplain SampleListener#stopped stopped}
   * @return the subscription
   * @throws InterruptedException if interrupted while finding the start
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   * @throws io.github.iotcoord.wire.WireFormatException if a stored position cannot be read
   * @throws io.github.iotcoord.CoordinationException if a stored position cannot be written, or
   *     would name too many publishers
   */
  Subscription subscribe(SubscriptionStart start, SampleListener listener, Executor executor)
      throws InterruptedException;

  /**
   * Returns the samples within a range of event time, in the order of their event time, late ones
   * in their place: those that ZooKeeper keeps and, if {@link ChannelOptions#history} is given,
   * those of the history store, each once.
   *
   * @param query what to return
   * @return the samples, to be closed after use
   * @throws InterruptedException if interrupted while reading
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   * @throws HistoryStoreException if the store does not answer; the stream throws it too
   */
  Stream<Sample> history(HistoryQuery query) throws InterruptedException;

  /**
   * Offers to archive the channel: to move its committed segments into the history store, while no
   * other process that offers it does.
   *
   * @return the archiver, to be closed by the caller, and closed with the channel at the latest
   * @throws IllegalStateException if the channel was opened without {@link ChannelOptions#history}
   */
  HistoryArchiver startArchiver();

  /**
   * Sends what is buffered, waits for it up to the operation timeout, and ends the subscriptions
   * and archivers made here. Idempotent. After it, every other call fails with a {@link
   * io.github.iotcoord.CoordinationClosedException}. Samples that could not be committed by then
   * have failed futures.
   */
  @Override
  void close();
}
