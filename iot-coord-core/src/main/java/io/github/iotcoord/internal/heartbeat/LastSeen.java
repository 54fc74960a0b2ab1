package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.SeenPage;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each device was heard last, by what the gateways wrote down; worked out when it is first
 * asked for. Thread-safe.
 */
final class LastSeen {
  private static final class Written {
    private final SeenPage page;
    private final Set<Integer> read = new HashSet<>();
    private final Map<Integer, Long> others = new HashMap<>(); // by what they were changed
    private final Map<DeviceId, Instant> times = new HashMap<>();
    private @Nullable List<HealthNode.Page> unread;

    /**
     * @param pages those that are there when it comes: they may change before it is asked for
     */
    Written(SeenPage page, Collection<HealthNode.Page> pages) {
      this.page = page;
      this.unread = List.copyOf(pages);
    }

    synchronized @Nullable Instant find(DeviceId device, Collection<HealthNode.Page> pages) {
      if (unread != null) {
        unread.forEach(this::read);
        unread = null;
      }
      if (!times.containsKey(device)) {
        pages.forEach(this::read); // what it belongs to may have come after it
      }
      return times.get(device);
    }

    private void read(HealthNode.Page one) {
      SeenPage.Ages ages = page.ages().get(one.number());
      if (ages == null || read.contains(one.number())) {
        return;
      }
      Long before = others.put(one.number(), one.mzxid());
      if (before != null && before == one.mzxid()) {
        return;
      }
      if (belongs(ages, one)) {
        read.add(one.number());
        others.remove(one.number());
        int i = 0;
        for (HealthEntry entry : one.page().entries()) {
          byte code = ages.codes()[i++];
          if (code != SeenPage.UNKNOWN) {
            times.put(entry.device(), page.at().minus(SeenPage.age(code)));
          }
        }
      }
    }

    private boolean belongs(SeenPage.Ages ages, HealthNode.Page one) {
      if (!one.page().incarnation().equals(page.incarnation())
          || ages.codes().length != one.page().entries().size()) {
        return false;
      }
      SeenPage.Layout layout = new SeenPage.Layout();
      one.page().entries().forEach(entry -> layout.add(entry.device()));
      return layout.value() == ages.layout();
    }
  }

  private final Map<String, Written> byGateway = new ConcurrentHashMap<>();

  /**
   * A gateway has written another, or none any more.
   *
   * @param pages the pages of the gateway
   */
  void changed(String gateway, @Nullable SeenPage page, Collection<HealthNode.Page> pages) {
    if (page == null) {
      byGateway.remove(gateway);
    } else {
      byGateway.put(gateway, new Written(page, pages));
    }
  }

  /**
   * Finds out when a device was heard.
   *
   * @param pages the pages of the gateway
   */
  @Nullable Instant find(DeviceId device, String gateway, Collection<HealthNode.Page> pages) {
    Written written = byGateway.get(gateway);
    return written == null ? null : written.find(device, pages);
  }
}
