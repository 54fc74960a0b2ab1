package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.SeenPage;
import io.github.iotcoord.registry.DeviceId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each device was heard last, by what the gateways wrote down; worked out when it is first
 * asked for. Thread-safe.
 */
final class LastSeen {
  private static final class Written {
    private final SeenPage page;
    private @Nullable Map<DeviceId, Instant> times;

    Written(SeenPage page) {
      this.page = page;
    }

    synchronized Map<DeviceId, Instant> times(Collection<HealthNode.Page> pages) {
      if (times == null) {
        times = new HashMap<>();
        for (HealthNode.Page one : pages) {
          SeenPage.Ages ages = page.ages().get(one.number());
          if (ages != null && belongs(ages, one)) {
            int i = 0;
            for (HealthEntry entry : one.page().entries()) {
              byte code = ages.codes()[i++];
              if (code != SeenPage.UNKNOWN) {
                times.put(entry.device(), page.at().minus(SeenPage.age(code)));
              }
            }
          }
        }
      }
      return times;
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

  void changed(String gateway, @Nullable SeenPage page) {
    if (page == null) {
      byGateway.remove(gateway);
    } else {
      byGateway.put(gateway, new Written(page));
    }
  }

  /**
   * Finds out when a device was heard.
   *
   * @param pages the pages of the gateway
   */
  @Nullable Instant find(DeviceId device, String gateway, Collection<HealthNode.Page> pages) {
    Written written = byGateway.get(gateway);
    return written == null ? null : written.times(pages).get(device);
  }
}
