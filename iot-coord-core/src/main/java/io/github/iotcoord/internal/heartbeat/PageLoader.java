package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.internal.codec.HealthPageCodec;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the pages that a gateway's earlier lives left, under a claim that keeps others off. */
final class PageLoader {
  private static final Logger log = LoggerFactory.getLogger(PageLoader.class);

  /** An answer must fit in a packet of 1 MB, and a page has a quarter of that at the very most. */
  private static final int PAGES_AT_ONCE = 4;

  private static final int MOST_DIGITS = 7;

  private final CoordContext context;
  private final String gateway;
  private final String parent;

  PageLoader(CoordContext context, String gateway) {
    this.context = context;
    this.gateway = gateway;
    this.parent = context.layout().healthOf(gateway);
  }

  /** Reads all pages by their numbers; null stands for one that cannot be decoded. */
  CompletableFuture<Map<Integer, @Nullable HealthPage>> load(ZkSession session) {
    return context
        .zk()
        .withParent(session, parent, CreateMode.PERSISTENT, s -> s.getChildren(parent))
        .thenCompose(
            names -> {
              List<Integer> numbers = new ArrayList<>();
              for (String name : names) {
                if (isNumber(name)) {
                  numbers.add(Integer.valueOf(name));
                }
              }
              return read(session, numbers);
            });
  }

  private CompletableFuture<Map<Integer, @Nullable HealthPage>> read(
      ZkSession session, List<Integer> numbers) {
    Map<Integer, @Nullable HealthPage> pages = new HashMap<>();
    List<CompletableFuture<Void>> replies = new ArrayList<>();
    for (int from = 0; from < numbers.size(); from += PAGES_AT_ONCE) {
      List<Integer> some = numbers.subList(from, Math.min(numbers.size(), from + PAGES_AT_ONCE));
      List<String> paths = some.stream().map(this::path).toList();
      replies.add(
          session
              .getDataOfAll(paths)
              .thenAcceptAsync(
                  nodes -> {
                    for (int i = 0; i < paths.size(); i++) {
                      Node node = nodes.get(i);
                      if (node != null) {
                        HealthPage page = decode(paths.get(i), node.data());
                        synchronized (pages) {
                          pages.put(some.get(i), page);
                        }
                      }
                    }
                  },
                  context.scheduler()));
    }
    return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> pages);
  }

  private String path(int number) {
    return context.layout().healthPage(gateway, number);
  }

  private static @Nullable HealthPage decode(String path, byte[] data) {
    try {
      return HealthPageCodec.decode(path, data);
    } catch (WireFormatException e) {
      log.warn("{} is overwritten when its devices change: {}", path, e.getMessage());
      return null;
    }
  }

  private static boolean isNumber(String name) {
    return name.length() <= MOST_DIGITS
        && name.chars().allMatch(c -> c >= '0' && c <= '9')
        && (name.length() == 1 || name.charAt(0) != '0');
  }
}
