package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthGroup;
import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.internal.codec.HealthPageCodec;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.wire.WireFormatException;
import io.github.iotcoord.wire.ZnodeLayout;
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

  private final CoordContext context;
  private final ZnodeLayout layout;
  private final String gateway;
  private final String parent;

  PageLoader(CoordContext context, String gateway) {
    this.context = context;
    this.layout = context.layout();
    this.gateway = gateway;
    this.parent = layout.healthOf(gateway);
  }

  /**
   * What is there.
   *
   * @param pages by their numbers, or what stands in place of one; null for what cannot be decoded,
   *     or is no page of devices
   * @param group what was said of all devices together, if that was and can be read
   */
  record Found(Map<Integer, @Nullable HealthPage> pages, @Nullable HealthGroup group) {}

  CompletableFuture<Found> load(ZkSession session) {
    return context
        .zk()
        .withParent(session, parent, CreateMode.PERSISTENT, s -> s.getChildren(parent))
        .thenCompose(
            names -> {
              List<Integer> numbers = new ArrayList<>();
              for (String name : names) {
                Integer number = HealthNode.numberOf(name);
                if (number != null) {
                  numbers.add(number);
                }
              }
              boolean seen = names.contains(ZnodeLayout.nameOf(layout.healthSeen(gateway)));
              return read(session, numbers)
                  .thenCombine(readGroup(session), (pages, group) -> found(pages, seen, group));
            });
  }

  private Found found(
      Map<Integer, @Nullable HealthPage> pages, boolean seen, @Nullable Node groupNode) {
    if (seen) {
      pages.put(HealthPages.SEEN, null);
    }
    if (groupNode == null) {
      return new Found(pages, null);
    }
    pages.put(HealthPages.GROUP, null);
    String path = layout.healthGroup(gateway);
    try {
      return new Found(pages, HealthGroup.decode(path, groupNode.data()));
    } catch (WireFormatException e) {
      log.warn("{} is overwritten when it changes: {}", path, e.getMessage());
      return new Found(pages, null);
    }
  }

  private CompletableFuture<@Nullable Node> readGroup(ZkSession session) {
    return session
        .getDataOfAll(List.of(layout.healthGroup(gateway)))
        .thenApply(nodes -> nodes.get(0));
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
    return layout.healthPage(gateway, number);
  }

  private static @Nullable HealthPage decode(String path, byte[] data) {
    try {
      return HealthPageCodec.decode(path, data);
    } catch (WireFormatException e) {
      log.warn("{} is overwritten when its devices change: {}", path, e.getMessage());
      return null;
    }
  }
}
