package io.github.iotcoord.internal.channel;

import io.github.iotcoord.internal.codec.LogHeader;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reads of a channel's logs. Several requests are sent at once and answered one by one, so that
 * no answer exceeds ZooKeeper's packet limit, whatever the segments' sizes. Thread-safe.
 */
final class LogReader {
  private static final Logger logger = LoggerFactory.getLogger(LogReader.class);

  /** How many segments are read at once: what bounds the memory that reading takes. */
  static final int WINDOW = 32;

  private static final int LISTS_AT_ONCE = 16;

  /** A log as it is: the number that it was created for, and the numbers that are there, sorted. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Listing(String publisher, long first, long[] numbers) {
    /** The oldest number that is there, or the one that will be the first. */
    long oldest() {
      return numbers.length == 0 ? first : numbers[0];
    }

    /** The number that follows all that are there. */
    long end() {
      return numbers.length == 0 ? first : numbers[numbers.length - 1] + 1;
    }

    /** The lowest number from this one on that is there, or else the end. */
    long atLeast(long number) {
      return Arrays.stream(numbers).filter(n -> n >= number).findFirst().orElse(end());
    }
  }

  /** A segment as it was read: neither node nor refusal where there is none. */
  record Read(@Nullable Node node, @Nullable Throwable refusal) {}

  private final ZnodeLayout layout;
  private final String channel;
  private final Set<String> garbled = ConcurrentHashMap.newKeySet();

  LogReader(ZnodeLayout layout, String channel) {
    this.layout = layout;
    this.channel = channel;
  }

  /** The names of all publishers that have a log. */
  CompletableFuture<List<String>> publishers(ZkSession session) {
    return session
        .getChildren(layout.channelLog(channel))
        .exceptionally(
            failure -> {
              if (ZkErrors.is(failure, Code.NONODE)) {
                return List.of();
              }
              throw new CompletionException(Waits.unwrap(failure));
            });
  }

  /**
   * Lists every log, as of no earlier than the call: the server catches up with the leader first.
   */
  CompletableFuture<List<Listing>> listAll(ZkSession session) {
    session.sync(layout.channelLog(channel));
    return publishers(session).thenCompose(names -> listFrom(session, names, 0, new ArrayList<>()));
  }

  /**
   * Lists the logs of these publishers, as of no earlier than the call; those that have none are
   * left out.
   */
  CompletableFuture<List<Listing>> list(ZkSession session, List<String> publishers) {
    session.sync(layout.channelLog(channel));
    return listFrom(session, publishers, 0, new ArrayList<>());
  }

  private CompletableFuture<List<Listing>> listFrom(
      ZkSession session, List<String> publishers, int from, List<Listing> found) {
    if (from >= publishers.size()) {
      return CompletableFuture.completedFuture(found);
    }
    List<CompletableFuture<@Nullable Listing>> some = new ArrayList<>();
    int to = Math.min(publishers.size(), from + LISTS_AT_ONCE);
    for (String publisher : publishers.subList(from, to)) {
      some.add(list(session, publisher));
    }
    return CompletableFuture.allOf(some.toArray(new CompletableFuture<?>[0]))
        .thenCompose(
            done -> {
              for (CompletableFuture<@Nullable Listing> one : some) {
                Listing listing = one.join();
                if (listing != null) {
                  found.add(listing);
                }
              }
              return listFrom(session, publishers, to, found);
            });
  }

  private CompletableFuture<@Nullable Listing> list(ZkSession session, String publisher) {
    String path = layout.publisherLog(channel, publisher);
    CompletableFuture<Node> header = session.getData(path);
    return session
        .getChildren(path)
        .thenCombine(header, (names, node) -> listing(publisher, path, node, names))
        .handle(
            (listing, failure) -> {
              if (failure != null && !ZkErrors.is(failure, Code.NONODE)) {
                throw new CompletionException(Waits.unwrap(failure));
              }
              return listing;
            });
  }

  private Listing listing(String publisher, String path, Node header, List<String> names) {
    long[] numbers = names.stream().mapToLong(LogReader::numberOf).filter(n -> n >= 0).toArray();
    Arrays.sort(numbers);
    long first = numbers.length == 0 ? 0 : numbers[0];
    try {
      first = LogHeader.decode(path, header.data());
    } catch (WireFormatException e) {
      if (garbled.add(publisher)) {
        logger.warn(
            "{} has no header; its oldest segment counts as its first: {}", path, e.getMessage());
      }
    }
    return new Listing(publisher, first, numbers);
  }

  /** The number that a node's name stands for, or -1 if it is not a segment's name. */
  static long numberOf(String name) {
    if (name.length() < 12 || name.length() > 18) {
      return -1;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return -1;
      }
    }
    long number = Long.parseLong(name);
    return ZnodeLayout.segmentName(number).equals(name) ? number : -1;
  }

  /** Reads segments; what is refused is told for each, loss of the connection fails all. */
  CompletableFuture<List<Read>> read(ZkSession session, List<String> paths) {
    List<CompletableFuture<Read>> replies = new ArrayList<>(paths.size());
    for (String path : paths) {
      replies.add(session.getData(path).handle(LogReader::outcome));
    }
    return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> replies.stream().map(CompletableFuture::join).toList());
  }

  private static Read outcome(@Nullable Node node, @Nullable Throwable failure) {
    if (failure == null || ZkErrors.is(failure, Code.NONODE)) {
      return new Read(node, null);
    }
    if (ZkErrors.isConnectionTrouble(failure)) {
      throw new CompletionException(Waits.unwrap(failure));
    }
    return new Read(null, Waits.unwrap(failure));
  }

  String segment(String publisher, long number) {
    return layout.segment(channel, publisher, number);
  }

  String path() {
    return layout.channelLog(channel);
  }

  String log(String publisher) {
    return layout.publisherLog(channel, publisher);
  }

  String channel() {
    return channel;
  }

  /** Makes requests on the session that is current. */
  static <T> CompletableFuture<T> onSession(
      io.github.iotcoord.internal.zk.ZkClient zk,
      Function<ZkSession, CompletableFuture<T>> request) {
    try {
      return request.apply(zk.session());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
